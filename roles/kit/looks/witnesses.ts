import type { Look, LookResult, Verdict } from '../../../engine/check.ts'
import type { HostView } from '../../contract.ts'

/** More than one client, so that one with a cable of its own does not decide. */
const CLIENTS = 2

/** The places from which an address is asked: some connected clients and, as one of them may be cut off, the controller. */
export function witnessesAmong(clients: readonly HostView[]): readonly Look['from'][] {
  const connected = clients.filter((one) => one.facts !== undefined)
  return [...connected.slice(0, CLIENTS).map(({ name }) => name), { controller: true }]
}

/**
 * Holds if a client got through, and the first one is named: a witness that is cut off does not decide. The controller only
 * decides if no client did, as it may be on another way to the address.
 */
export function judgeWitnesses(results: readonly LookResult[]): Verdict {
  const through = results.filter(({ status }) => status === 0).map(({ from }) => from)
  const failed = results.filter(({ status }) => status !== 0)
  const reasons = failed.map(
    ({ from, output }) => `${from}: ${output.trim().split('\n').at(-1)?.trim() || 'no answer'}`,
  )
  const [first] = through
  if (first === undefined) return { holds: false, saw: reasons.join('; ') }
  const others = failed.filter(({ from }) => from !== 'controller').map(({ from }) => from)
  const saw = others.length === 0 ? '' : `; ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} not`
  return { holds: true, saw: `${first} is connected${saw}` }
}
