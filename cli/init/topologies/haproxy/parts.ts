import type { Answers } from '../../answers.ts'
import { balancerAddress, HAPROXY_LOG, haproxyRole, section } from '../../playbook/haproxy.ts'
import { play } from '../../playbook/playbook.ts'
import { CLIENT_PATH, makesServers, serverPort, webServersPlay } from '../../playbook/servers.ts'
import type { Line } from '../../playbook/text.ts'
import type { SecretName } from '../topology.ts'

export function haproxySecrets({ authentication, stats_page }: Answers): readonly SecretName[] {
  return [...(authentication ? (['VRRP_PASSWORD'] as const) : []), ...(stats_page ? (['STATS_PASSWORD'] as const) : [])]
}

export const FORWARDFOR = 'forwardfor: true # passes the client address on to the servers'

/** A play with rsyslog, HAProxy and the address. */
export function balancersPlay(
  haproxy: readonly string[],
  name: string,
  answers: Answers,
  stays?: string,
): readonly string[] {
  return play(
    {
      name: 'Balancers',
      hosts: 'balancers',
      serial: 'the balancer that does not hold the address changes first',
      roles: [HAPROXY_LOG, haproxyRole(haproxy, answers), balancerAddress('haproxy', name, answers, stays)],
    },
    answers,
  )
}

export function backend(name: string, answers: Answers, ...more: readonly Line[]): readonly string[] {
  return section(
    `name: ${name}`,
    'balance: roundrobin # or leastconn; source sends a client always to the same server',
    `servers: ${name} # the group; each with its host variable weight`,
    `port: ${serverPort(answers)}`,
    ...more,
  )
}

export function httpCheck({ check_path = '/' }: Answers): string {
  return `check: { http: ${check_path} } # every two seconds; 200 to 399 is well`
}

/** verify reads the client's address from init's test page only. */
export function clientAddress(answers: Answers): string {
  return makesServers(answers)
    ? 'client_address: /client'
    : '# client_address: /whoami # a path that returns what the servers take for the client'
}

export const VIA_ADDRESS = '# also listens while the other balancer has the address'

/** Web servers with a test page; `what` is the variable that the page names. */
export function plainWebServers(answers: Answers, what = 'vip'): readonly string[] {
  return webServersPlay(
    {
      name: 'Web servers',
      group: 'web_servers',
      listen: String(serverPort(answers)),
      balancers: { group: 'balancers' },
      site: [CLIENT_PATH],
      content: `\${inventory_hostname} answers for \${${what}}`,
    },
    answers,
  )
}

/** To start with; the operator's own comes from a secret. */
export const CERTIFICATE = [
  'certificates:',
  '  # Made on each host, to start with: browsers do not trust it. Your own, its chain and its key as one PEM, is a secret:',
  '  # evenkeel secrets set SITE_PEM -i hosts.yml < site.pem, and then: { name: site, pem: "${secret:SITE_PEM}" }',
  '  - { name: site, self_signed: ["${site}", "${vip}"] }',
]
