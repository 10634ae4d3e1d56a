import { foldNames } from '../../engine/host-names.ts'
import type { Ending, HostReport, RunReport } from '../../engine/run/report.ts'
import { clockText, shortDuration } from '../../engine/times.ts'
import { exitCode } from '../exit-codes.ts'
import { clean } from './clean.ts'
import type { Paint, Style } from './paint.ts'

const OUTCOMES: Readonly<Record<HostReport['outcome'], readonly [Style, string]>> = {
  committed: ['green', '✓ as described'],
  reverted: ['yellow', '↩ back to where it was'],
  unknown: ['red', '? unknown'],
  untouched: ['dim', '· untouched'],
}

/** Exit code of a run with this outcome. */
export function exitCodeOfOutcome(outcome: RunReport['outcome']): number {
  if (outcome === 'nothing' || outcome === 'committed') return exitCode('done')
  return exitCode(outcome === 'reverted' ? 'reverted' : 'unknown')
}

/**
 * The outcome on each host, when it goes on by itself, and what to run there by hand. Hosts with the same outcome share a
 * line.
 */
export function hostOutcomeLines(hosts: readonly HostReport[], paint: Paint, now = new Date()): string[] {
  const groups = Map.groupBy(clean(hosts), ({ outcome, detail, byHand, revertsAt }) =>
    JSON.stringify([outcome, detail, byHand, revertsAt]),
  )
  return [...groups.values()].flatMap((group) => groupLines(group, paint, now))
}

function groupLines(group: readonly HostReport[], paint: Paint, now: Date): string[] {
  const [first] = group
  if (first === undefined) return []
  const [style, label] = OUTCOMES[first.outcome]
  const detail = first.detail === undefined ? '' : `: ${first.detail}`
  const names = foldNames(group.map(({ host }) => host))
  const byHand = first.byHand ?? []
  return [
    `${names}  ${paint(style, label)}${detail}`,
    ...(first.revertsAt === undefined ? [] : [`  ${revertText(new Date(first.revertsAt), now)}`]),
    ...(byHand.length === 0 ? [] : [`  run by hand on ${names}:`, ...byHand.map((command) => `    ${command}`)]),
  ]
}

function revertText(at: Date, now: Date): string {
  const seconds = Math.ceil((at.getTime() - now.getTime()) / 1000)
  return seconds > 0
    ? `without contact it reverts the run by itself at about ${clockText(at)}, in ${shortDuration(seconds)}`
    : `if it runs, it has reverted the run by itself at about ${clockText(at)}`
}

/** The outcome of a run that was neither kept nor reverted on all hosts, as a clause. */
export function unevenClause({ outcome, hosts }: Pick<Ending, 'hosts'> & { readonly outcome: 'mixed' | 'unknown' }) {
  if (outcome === 'unknown') return `its outcome is not known on ${hostsWith(hosts, 'unknown')}`
  const [kept, reverted] = [hostsWith(hosts, 'committed'), hostsWith(hosts, 'reverted')]
  return `the hosts differ: the run is kept on ${kept}, and reverted on ${reverted}`
}

function hostsWith(hosts: readonly HostReport[], outcome: HostReport['outcome']): string {
  return foldNames(hosts.filter((one) => one.outcome === outcome).map(({ host }) => host))
}
