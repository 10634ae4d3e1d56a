import type { Ending, HostReport } from '../../engine/run/report.ts'
import { clean } from './clean.ts'
import { foldNames } from './fold.ts'
import type { Paint, Style } from './paint.ts'

const OUTCOMES: Readonly<Record<HostReport['outcome'], readonly [Style, string]>> = {
  committed: ['green', '✓ as described'],
  reverted: ['yellow', '↩ back to where it was'],
  unknown: ['red', '? unknown'],
  untouched: ['dim', '· untouched'],
}

/** How each host ended and what is to be done there by hand. Hosts that ended alike share a line. */
export function hostLines(hosts: readonly HostReport[], paint: Paint): string[] {
  const alike = Map.groupBy(clean(hosts), ({ outcome, detail, byHand }) => JSON.stringify([outcome, detail, byHand]))
  return [...alike.values()].flatMap((group) => groupLines(group, paint))
}

function groupLines(group: readonly HostReport[], paint: Paint): string[] {
  const [first] = group
  if (first === undefined) return []
  const [style, words] = OUTCOMES[first.outcome]
  const detail = first.detail === undefined ? '' : `: ${first.detail}`
  const names = foldNames(group.map(({ host }) => host))
  const byHand = first.byHand ?? []
  return [
    `${names}  ${paint(style, words)}${detail}`,
    ...(byHand.length === 0 ? [] : [`  run by hand on ${names}:`, ...byHand.map((command) => `    ${command}`)]),
  ]
}

/** The end of a run that was neither kept nor taken back everywhere, as a clause. */
export function unevenWords({ outcome, hosts }: Pick<Ending, 'hosts'> & { readonly outcome: 'mixed' | 'unknown' }) {
  if (outcome === 'unknown') return `how it ended is not known on ${hostsWith(hosts, 'unknown')}`
  const [kept, back] = [hostsWith(hosts, 'committed'), hostsWith(hosts, 'reverted')]
  return `the hosts are not alike: the run is kept on ${kept}, and taken back on ${back}`
}

function hostsWith(hosts: readonly HostReport[], wanted: HostReport['outcome']): string {
  return foldNames(hosts.filter(({ outcome }) => outcome === wanted).map(({ host }) => host))
}
