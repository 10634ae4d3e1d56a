import type { GuardState } from '../guard-state.ts'
import type { DatabasePair } from '../pair.ts'

/** Seconds for which a transaction may have written before it is in the way. */
export const OLDEST_WRITE = 5

/** A server and its guard's state. */
export interface PairSide {
  readonly host: string
  readonly state: GuardState
}

/** Which host takes writes, and which one shall. */
export type Direction =
  | { readonly from: PairSide; readonly to: PairSide }
  /** The host takes writes already. */
  | { readonly already: PairSide }
  /** Why nothing can be moved. */
  | { readonly refusal: string; readonly hint: string }

/** @param wanted the host that shall take writes; undefined for the standby */
export function directionOf(sides: readonly [PairSide, PairSide], wanted: string | undefined): Direction {
  const open = sides.filter(({ state }) => state.open)
  const [from] = open
  if (open.length > 1) return { refusal: 'both servers take writes', hint: LOOK }
  if (from === undefined) {
    const reasons = sides.map(({ host, state }) => `${host}: ${state.reason || 'it is closed'}`)
    return { refusal: `no server takes writes (${reasons.join('; ')})`, hint: LOOK }
  }
  if (from.host === wanted) return { already: from }
  const to = sides.find(({ host }) => host !== from.host)
  return to === undefined ? { already: from } : { from, to }
}

const LOOK =
  'evenkeel verify shows what is wrong with the pair; "writer state" on its hosts says what their guards see.'

/** What stands in the way by the states of both guards: each a clause with its numbers. */
export function obstaclesOfStates({ from, to }: { readonly from: PairSide; readonly to: PairSide }): string[] {
  return [...strangeness(from, to), ...[from, to].flatMap((side) => sideObstacles(side)), ...addressObstacles(to)]
}

function strangeness(from: PairSide, to: PairSide): string[] {
  if (from.state.lineage !== to.state.lineage)
    return [`${to.host} does not have the data of ${from.host}: it must be joined with evenkeel rejoin ${to.host}`]
  if (from.state.epoch === to.state.epoch) return []
  return [`the epochs differ: ${from.state.epoch} on ${from.host}, ${to.state.epoch} on ${to.host}`]
}

/** The address would go nowhere. */
function addressObstacles({ host, state }: PairSide): string[] {
  return state.canHold
    ? []
    : [`${host} does not take the address: its keepalived does not run, or its guard gives the address up`]
}

function sideObstacles({ host, state }: PairSide): string[] {
  const { peer, channel, channelError } = state
  return [
    ...(peer === 'answers' ? [] : [`the guard of ${host} gets no answer from its peer`]),
    ...(channel === 'running' ? [] : [`the channel of ${host} is ${channel || 'not there'}${detail(channelError)}`]),
  ]
}

function detail(error: string): string {
  return error === '' ? '' : `: ${error}`
}

/** What `writer compare` says on the open server, if it is no reason to go on. */
export function obstacleOfComparison(from: string, to: string, lines: ReadonlyMap<string, string>): string[] {
  const [here, there] = [lines.get('only_here') ?? '', lines.get('only_peer') ?? '']
  switch (lines.get('relation')) {
    case 'equal':
    case 'ahead':
      return []
    case 'behind':
      return [`${to} has transactions that ${from} lacks: ${there}`]
    case 'fork':
      return [`a fork: only ${from} has ${here}, and only ${to} has ${there}`]
    default:
      return [`${from} and ${to} could not be compared`]
  }
}

/** What the lines of `obstacles.sh` say about a server. */
export function obstaclesOfServer(host: string, printed: string): string[] {
  return printed.split('\n').flatMap((line) => {
    const [kind, ...columns] = line.split('\t')
    if (kind === 'xa') return [xaText(host, columns)]
    if (kind === 'bypass') return [bypassText(host, columns)]
    return kind === 'write' ? [writeText(host, columns)] : []
  })
}

function xaText(host: string, [count = '']: readonly string[]): string {
  return `${host} has ${count} prepared XA ${count === '1' ? 'transaction' : 'transactions'}: XA RECOVER lists them`
}

function bypassText(host: string, [id, user, from, seconds]: readonly string[]): string {
  return `${host}: connection ${id} of ${user}@${from}, for ${seconds} s, may write although the server is read-only`
}

function writeText(host: string, [id, user, seconds, rows, statement = '']: readonly string[]): string {
  const what = statement === '' ? 'in a transaction without a statement now' : statement
  return `${host}: connection ${id} of ${user} has been writing for ${seconds} s, ${rows} rows: ${what}`
}

/** Semi-synchronous replication that is described and off: nothing is in the way, but the operator should know. */
export function remarksOn(pair: DatabasePair, from: PairSide): string[] {
  if (!pair.semisync || from.state.semisync === 'on') return []
  return [`Semi-synchronous replication is ${from.state.semisync || 'off'} on ${from.host}.`]
}
