import { countChanges, plannedHosts } from '../../engine/plan/plan.ts'
import type { RunReport } from '../../engine/run/report.ts'
import { quote } from '../../engine/shell.ts'
import { failureText } from './failure.ts'
import { hostLines, unevenWords } from './host-lines.ts'
import type { Paint } from './paint.ts'
import { planText } from './plan.ts'
import { wayBack, wayForward } from './ways.ts'

/** With which command the user goes on from here. */
export interface Onward {
  readonly command: 'apply' | 'rollback' | 'remove'
  /** The word after the command: a playbook, or the run that was to be taken back. */
  readonly subject: string | undefined
  readonly inventory: string
  readonly verbose: boolean
}

/** Exit code of a run: what the command line promises for each outcome. */
export function exitCodeOf(report: RunReport): number {
  const codes = { nothing: 0, committed: 0, reverted: 3, mixed: 4, unknown: 4 } as const
  return isKeptInSpite(report) ? codes.mixed : codes[report.outcome]
}

/** With `--keep-on-failure` a run may be kept wherever it came although it failed: that is no success. */
function isKeptInSpite({ outcome, failure }: RunReport): boolean {
  return outcome === 'committed' && failure !== undefined
}

/** How a run ended, host by host where that matters, what is to be done by hand, and what to try next. */
export function reportText(report: RunReport, onward: Onward, paint: Paint): string {
  if (report.outcome === 'nothing') return nothingText(report, paint)
  const blocks = [
    ...(report.failure === undefined
      ? []
      : [failureText(report.failure, paint, onward.verbose, onward.inventory).trimEnd()]),
    hostBlock(report, paint),
    endLine(report, paint),
    nextLines(report, onward)
      .map((line) => paint('cyan', line))
      .join('\n'),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function nothingText({ plan }: RunReport, paint: Paint): string {
  if (countChanges(plan) === 0) return planText(plan, paint)
  return `${paint('green', '✓ Nothing was left to do: all of it has become true meanwhile.')}\n`
}

/** All of them ending well need no lines. */
function hostBlock(report: RunReport, paint: Paint): string {
  const { outcome, hosts } = report
  const areWell = hosts.every((host) => host.outcome === 'committed' || host.outcome === 'untouched')
  return outcome === 'committed' && areWell && !isKeptInSpite(report) ? '' : hostLines(hosts, paint).join('\n')
}

function endLine(report: RunReport, paint: Paint): string {
  if (isKeptInSpite(report)) return paint('red', '✗ Failed, and what was done is kept, as --keep-on-failure says.')
  if (report.outcome === 'committed') {
    const hosts = plannedHosts(report.plan).filter(({ changes }) => changes.length > 0).length
    const done = `${counted(countChanges(report.plan), 'change')} on ${counted(hosts, 'host')}`
    return paint('green', `✓ Done: ${done}. This was run ${report.run}.`)
  }
  if (report.outcome === 'reverted') return paint('yellow', '✗ Failed, and every host is back to where it was.')
  const { outcome, hosts } = report
  return outcome === 'nothing' ? '' : paint('red', `✗ Failed, and ${unevenWords({ outcome, hosts })}.`)
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function nextLines(report: RunReport, { command, subject, inventory }: Onward): string[] {
  const hosts = `-i ${quote(inventory)}`
  if (report.outcome === 'mixed' || isKeptInSpite(report)) {
    const forward = subject === undefined ? [] : [wayForward(command, subject, inventory)]
    return [wayBack(report.run ?? '', inventory), ...forward]
  }
  if (report.outcome !== 'committed') {
    const onward = new Set(report.hosts.flatMap((host) => host.onward ?? []))
    return report.run === undefined ? [] : [...onward, 'evenkeel history'].map((words) => `next: ${words} ${hosts}`)
  }
  const verify =
    subject === undefined || command !== 'apply' ? [] : [`next: evenkeel verify ${quote(subject)} ${hosts}`]
  return [
    ...verify,
    ...(report.run === undefined ? [] : [`take it back: evenkeel rollback ${quote(report.run)} ${hosts}`]),
  ]
}
