import { isIP } from 'node:net'
import { z } from 'zod'
import { EvenkeelError } from '../../engine/errors/error.ts'

/** The kind of service that clients shall reach. */
export const GOALS = ['web', 'tcp', 'udp', 'database'] as const
export type Goal = (typeof GOALS)[number]

/** The topologies that can be chosen, in the order in which they are offered; each is a ready playbook, too. */
export const TOPOLOGIES = [
  'haproxy-http',
  'haproxy-tls',
  'haproxy-tls-passthrough',
  'haproxy-static-dynamic',
  'nginx-http',
  'nginx-stream',
  'lvs-dr',
  'lvs-nat',
  'lvs-tun',
  'lvs-static',
  'shop',
  'mariadb-dual-master',
  'mysql-dual-master',
  'mysql-haproxy',
] as const
export type TopologyName = (typeof TOPOLOGIES)[number]

/** The groups of the inventory that topologies have. Each is the key of an answer, too: its hosts. */
export const GROUPS = [
  'directors',
  'balancers',
  'real_servers',
  'web_servers',
  'static_servers',
  'app_servers',
  'servers',
  'databases',
  'log_hosts',
  'clients',
] as const
export type Group = (typeof GROUPS)[number]

/** The step that follows once the files are written. */
export const NEXT = ['nothing', 'plan', 'apply', 'lab'] as const
export type Next = (typeof NEXT)[number]

/** Names of files that init writes besides the playbook. */
const TAKEN = ['hosts', 'secrets', 'answers', 'group_vars', 'host_vars']

const NEEDED = {
  name: 'must be a word of small letters, digits and "-" that begins with a letter',
  address: 'must be an IP address, such as 192.0.2.100',
  path: 'must be a path that begins with "/", without blanks',
  site: 'must be a host name, such as www.example.com',
} as const

const word = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, NEEDED.name)
  .refine((name) => !TAKEN.includes(name), `must be another word: ${TAKEN.join(', ')} are names of other files`)
const address = z.string().refine((value) => isIP(value) !== 0, NEEDED.address)
const port = z.int().min(1).max(65535)
const routerId = z.int().min(1).max(255)
const hosts = z
  .array(z.string().regex(/^\S+$/, 'must be the name or address of a host, without blanks'))
  .describe('hosts: names, addresses or ranges such as web[1:4].example.org')

/** The answers of `evenkeel init`: what a file for `--answers` may hold. */
export const answersSchema = z.strictObject({
  goal: z.enum(GOALS).optional().describe('what is to be reached'),
  topology: z.enum(TOPOLOGIES).optional().describe('how traffic is balanced'),
  name: word.optional().describe("the cluster's name: of its playbook, and of what is made on hosts"),
  hosts_from: z.enum(['typed', 'inventory', 'ssh_config']).optional().describe('where names of hosts come from'),
  hosts_file: z.string().min(1).optional().describe('an existing Ansible inventory'),
  ...(Object.fromEntries(GROUPS.map((group) => [group, hosts.optional()])) as Record<
    Group,
    z.ZodOptional<typeof hosts>
  >),
  user: z
    .string()
    .regex(/^([A-Za-z_][A-Za-z0-9_.-]*)?$/, 'must be a login name, such as root')
    .optional()
    .describe('the login on the hosts; empty: as the ssh_config says'),
  become: z.boolean().optional().describe('whether that login becomes root by sudo'),
  jump: z
    .string()
    .regex(/^\S*$/, 'must be a jump host such as admin@bastion:22, or nothing')
    .optional()
    .describe('a jump host, such as admin@bastion:22; empty for none'),
  look: z.boolean().optional().describe('whether init logs in to the hosts and looks, changing nothing'),
  software: z
    .enum(['nginx', 'own'])
    .optional()
    .describe('what answers on the servers: nginx with a test page, or your own, which is left as it is'),
  port: port.optional().describe('the port that clients connect to'),
  server_port: port.optional().describe('the port of the servers'),
  check_path: z
    .string()
    .regex(/^\/\S*$/, NEEDED.path)
    .optional()
    .describe('the path that health checks request'),
  proxy_protocol: z
    .boolean()
    .optional()
    .describe("whether the servers read the client's address by the PROXY protocol"),
  site: z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, NEEDED.site)
    .optional()
    .describe('the name of the site'),
  database: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,31}$/, 'must be a word of small letters, digits and "_" that begins with a letter')
    .optional()
    .describe('the name of the database, and of the account that uses it'),
  vip: address.optional().describe('the virtual address that clients connect to'),
  gateway: address.optional().describe("mode nat: the inner virtual address, the servers' default gateway"),
  writer_vip: address.optional().describe('the virtual address of the database that takes writes'),
  witness: address.optional().describe("an address that answers ping if the databases' network works"),
  interface: z
    .string()
    .regex(/^(auto|[A-Za-z0-9][A-Za-z0-9_.:-]{0,14})$/, 'must be the name of an interface, or auto')
    .optional()
    .describe('the interface of the virtual address; auto: the one in its network'),
  router_id: routerId.optional().describe('virtual_router_id, unique on the network'),
  inner_router_id: routerId.optional().describe('mode nat: that of the inner virtual address'),
  writer_router_id: routerId.optional().describe("that of the databases' virtual address"),
  adverts: z.enum(['multicast', 'unicast']).optional().describe('how adverts of VRRP are sent'),
  authentication: z.boolean().optional().describe('whether adverts of VRRP have a password'),
  stats_page: z.boolean().optional().describe('whether HAProxy has a page with its counters, with a password'),
  firewall: z.boolean().optional().describe("whether the hosts' firewall is opened where the roles need it"),
  next: z.enum(NEXT).optional().describe('what is done when the files are written'),
  overwrite: z.array(z.string().min(1)).optional().describe('names of existing files that may be overwritten'),
})

export type Answers = z.output<typeof answersSchema>
export type AnswerKey = keyof Answers
export type Answer = NonNullable<Answers[AnswerKey]>

/** The keys, in the order in which they are asked and written. */
export const ANSWER_KEYS = Object.keys(answersSchema.shape) as AnswerKey[]

/** The answer to a question that the topology asks. Throws `bug` if it was not asked. */
export function given<Key extends AnswerKey>(answers: Answers, key: Key): NonNullable<Answers[Key]> {
  const value = answers[key]
  if (value === undefined) throw new EvenkeelError('bug', `${key} is needed, and was not asked`)
  return value
}
