import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { answerOf, ask } from '../../kit/looks/http.ts'
import type { Replication, Writer } from '../vars/replication.ts'
import type { MysqlVars } from '../vars/vars.ts'
import { isOn, lookAt, type Server, serverIn, unread } from './look.ts'
import { joinFirst } from './unjoined.ts'

/** What is described of a pair's writer. */
export interface DescribedWriter {
  readonly vip: string
  readonly semisync: boolean
  readonly events: boolean
}

/** Exactly one server is open, it holds the VIP, and both guards and the VIP say so. */
export function writerCheck(
  { vars, members, clients }: RoleContext<MysqlVars>,
  writer: Writer,
  { semisync }: Replication,
): Check {
  const described = { vip: writer.vip, semisync, events: writer.events }
  const client = clients.find((one: HostView) => one.facts !== undefined)?.name ?? { controller: true as const }
  return checkOf({
    title: `exactly one server of ${members.map(({ name }) => name).join(' and ')} is open, and holds ${writer.vip}`,
    advice:
      'Look at "writer state" (/usr/local/lib/evenkeel/writer/writer) on both hosts: reason says why a server is open or closed.',
    expects: described,
    looks: {
      servers: members.map((one) => lookAt(one, vars)),
      throughVip: { from: client, run: ask({ url: `http://${endpoint(writer.vip, writer.port)}/` }) },
    },
    // VRRP elects a holder, and its guard waits for the other server.
    within: 90,
    judge: ({ servers, throughVip }) => judgeWriter(described, servers, throughVip),
  })
}

export function judgeWriter(
  { vip, semisync, events }: DescribedWriter,
  results: readonly LookResult[],
  throughVip: LookResult,
): Verdict {
  const servers = results.map(serverIn)
  const open = servers.filter((one) => one.field('read_only') !== '' && !isOn(one.field('read_only')))
  const [writer] = open
  const answer = answerOf(throughVip)
  const said = 'status' in answer ? `${answer.status}` : answer.none
  const faults = [
    ...unread(servers),
    ...(open.length === 1 ? [] : [`${open.length === 0 ? 'no server is' : `${namesOf(open)} are both`} open`]),
    ...servers.flatMap((one) => contradictions(one)),
    ...servers.flatMap((one) => wrongEvents(one, events, one === writer)),
    ...(open.length === 0
      ? servers.map((one) => `${one.name}: ${one.field('guard_reason') || 'its guard does not run'}`)
      : []),
    ...(said === '200' ? [] : [`through ${vip} the guard answers ${said}`]),
  ]
  // What a standby alone can bring.
  const apart = [...epochs(servers), ...(semisync ? unprotected(writer) : [])]
  if (faults.length > 0 || writer === undefined) return { holds: false, saw: [...faults, ...apart].join('; ') }
  if (apart.length > 0) return { holds: false, saw: apart.join('; '), ...joinFirst(servers) }
  const waits = semisync ? ', commits wait for the other server' : ''
  return { holds: true, saw: `${writer.name} is open and holds ${vip}, epoch ${writer.field('guard_epoch')}${waits}` }
}

function unprotected(writer: Server | undefined): readonly string[] {
  if (writer === undefined || writer.field('guard_semisync') === 'on') return []
  const state = writer.field('guard_semisync') || 'unknown'
  return [`${writer.name}: semi-synchronous replication is ${state}: commits do not wait`]
}

function namesOf(servers: readonly Server[]): string {
  return servers.map(({ name }) => name).join(' and ')
}

/** The guard must see what the server says, and an open server must be where the VIP is. */
function contradictions(server: Server): readonly string[] {
  if (server.cannot !== undefined) return []
  const isOpen = !isOn(server.field('read_only'))
  const hold = server.field('guard_hold')
  return [
    ...(hold === '' ? [`${server.name}: its guard does not run`] : []),
    ...(isOpen && hold === 'no' ? [`${server.name} is open without the VIP`] : []),
    ...(!isOpen && hold === 'yes' ? [`${server.name} holds the VIP and is closed`] : []),
  ]
}

function wrongEvents(server: Server, events: boolean, isWriter: boolean): readonly string[] {
  const found = server.field('events')
  if (found === '' || isOn(found) === (events && isWriter)) return []
  return [`${server.name}: events are ${isOn(found) ? 'on' : 'off'}`]
}

function epochs(servers: readonly Server[]): readonly string[] {
  const known = servers.filter((one) => one.field('guard_epoch') !== '')
  if (new Set(known.map((one) => one.field('guard_epoch'))).size < 2) return []
  const each = known.map((one) => `${one.name} ${one.field('guard_epoch')}`).join(', ')
  return [`the epochs differ: ${each}: one server was opened without the other, which must rejoin`]
}
