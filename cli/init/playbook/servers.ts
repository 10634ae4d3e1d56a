import { type Answers, type Group, given } from '../answers.ts'
import { play, role } from './playbook.ts'
import { indented, item, type Line, lines } from './text.ts'

/** A play with web servers that have a test page. */
export interface WebServers {
  readonly name: string
  readonly group: Group
  /** Such as `80` or `443 ssl proxy_protocol`. */
  readonly listen: string
  /** The group of the balancers that pass the client's address on, and how. */
  readonly balancers?: { readonly group: Group; readonly header?: 'proxy_protocol' }
  /** Further lines of the site, before its content. */
  readonly site?: readonly Line[]
  /** The text of the test page. */
  readonly content?: string
  /** Lines of the role's vars, before its sites. */
  readonly before?: readonly string[]
  readonly folder?: string
}

export function nginxRole(servers: WebServers, answers: Answers): readonly string[] {
  const { listen, balancers, site = [], content = '${inventory_hostname} answers for ${vip}', before = [] } = servers
  const header = balancers?.header === undefined ? '' : `, header: ${balancers.header}`
  return role(
    'nginx',
    lines(
      before,
      'sites:',
      indented(
        1,
        item(
          lines(
            `listen: ${listen}`,
            `root: ${servers.folder ?? `/srv/${given(answers, 'name')}`} # your files go here; init's test page is its index`,
            balancers !== undefined && 'access_log: true',
            balancers !== undefined &&
              `real_ip: { from: ${balancers.group}${header} } # logs have the client's address from the balancers; others are not trusted`,
            site,
            'content: |',
            indented(1, [content]),
          ),
        ),
      ),
    ),
  )
}

export function webServersPlay(servers: WebServers, answers: Answers): readonly string[] {
  return play({ name: servers.name, hosts: servers.group, roles: [nginxRole(servers, answers)] }, answers)
}

/** The path that verify reads the client's address from. */
export const CLIENT_PATH =
  'locations: [{ path: = /client, return: { text: $remote_addr } }] # verify reads the client address here'

/** The port of the servers as clients' requests reach them. */
export function serverPort(answers: Answers): number {
  return answers.server_port ?? given(answers, 'port')
}

/** Whether init's playbook also makes the web servers, with a test page. */
export function makesServers(answers: Answers): boolean {
  return answers.software === 'nginx'
}
