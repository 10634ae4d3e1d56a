import { countChanges, plannedHosts } from '../../engine/plan/plan.ts'
import type { HostReport, RunReport } from '../../engine/run/report.ts'
import { quote } from '../../engine/shell.ts'
import { clean } from './clean.ts'
import { failureText } from './failure.ts'
import { foldNames } from './fold.ts'
import type { Paint, Style } from './paint.ts'
import { planText } from './plan.ts'

/** With which command the user goes on from here. */
export interface Onward {
  readonly command: 'apply' | 'rollback' | 'remove'
  readonly playbook: string | undefined
  readonly inventory: string
  readonly verbose: boolean
}

/** Exit code of a run: what the command line promises for each outcome. */
export function exitCodeOf(report: RunReport): number {
  const codes = { nothing: 0, committed: 0, reverted: 3, mixed: 4, unknown: 4 } as const
  return codes[report.outcome]
}

/** How a run ended, host by host where that matters, what is to be done by hand, and what to try next. */
export function reportText(report: RunReport, onward: Onward, paint: Paint): string {
  if (report.outcome === 'nothing') return planText(report.plan, paint)
  const blocks = [
    ...(report.failure === undefined ? [] : [failureText(report.failure, paint, onward.verbose).trimEnd()]),
    hostLines(report, paint).join('\n'),
    endLine(report, paint),
    nextLines(report, onward)
      .map((line) => paint('cyan', line))
      .join('\n'),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function endLine(report: RunReport, paint: Paint): string {
  if (report.outcome === 'committed') {
    const hosts = plannedHosts(report.plan).filter(({ changes }) => changes.length > 0).length
    const done = `${counted(countChanges(report.plan), 'change')} on ${counted(hosts, 'host')}`
    return paint('green', `✓ Done: ${done}. This was run ${report.run}.`)
  }
  if (report.outcome === 'reverted') return paint('yellow', '✗ Failed, and every host is back to where it was.')
  if (report.outcome === 'mixed') {
    const [kept, back] = [hostsWith(report, 'committed'), hostsWith(report, 'reverted')]
    return paint(
      'red',
      `✗ Failed, and the hosts are not alike: ${kept} keeps the run, ${back} is back to where it was.`,
    )
  }
  return paint('red', `✗ Failed, and it is not known how ${hostsWith(report, 'unknown')} was left.`)
}

function hostsWith(report: RunReport, wanted: HostReport['outcome']): string {
  return foldNames(report.hosts.filter(({ outcome }) => outcome === wanted).map(({ host }) => host))
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

const OUTCOMES: Readonly<Record<HostReport['outcome'], readonly [Style, string]>> = {
  committed: ['green', '✓ as described'],
  reverted: ['yellow', '↩ back to where it was'],
  unknown: ['red', '? unknown'],
  untouched: ['dim', '· untouched'],
}

/** Hosts that ended alike share a line. All of them ending well need none. */
function hostLines(report: RunReport, paint: Paint): string[] {
  const hosts = clean(report.hosts)
  if (
    report.outcome === 'committed' &&
    hosts.every(({ outcome }) => outcome === 'committed' || outcome === 'untouched')
  )
    return []
  const alike = new Map<string, HostReport[]>()
  for (const host of hosts) {
    const key = JSON.stringify([host.outcome, host.detail, host.byHand])
    alike.set(key, [...(alike.get(key) ?? []), host])
  }
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

function nextLines(report: RunReport, { command, playbook, inventory }: Onward): string[] {
  const hosts = `-i ${quote(inventory)}`
  if (report.outcome === 'mixed') return mixedLines(report, hosts, playbook)
  if (report.outcome !== 'committed') {
    const onward = new Set(report.hosts.flatMap((host) => host.onward ?? []))
    return report.run === undefined ? [] : [...onward, 'evenkeel history'].map((words) => `next: ${words} ${hosts}`)
  }
  const verify =
    playbook === undefined || command === 'remove' ? [] : [`next: evenkeel verify ${quote(playbook)} ${hosts}`]
  return [
    ...verify,
    ...(report.run === undefined ? [] : [`take it back: evenkeel rollback ${quote(report.run)} ${hosts}`]),
  ]
}

/** Some hosts keep what others have taken back: both ways out of that. */
function mixedLines(report: RunReport, hosts: string, playbook: string | undefined): string[] {
  const forward = playbook === undefined ? [] : [`the way forward: evenkeel apply ${quote(playbook)} ${hosts}`]
  return [`the way back: evenkeel rollback ${quote(report.run ?? '')} ${hosts}`, ...forward]
}
