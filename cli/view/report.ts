import { runFolder } from '../../engine/journal/folder.ts'
import type { RunCommand } from '../../engine/journal/header.ts'
import { needsRun, plannedHosts } from '../../engine/plan/plan.ts'
import type { RunReport } from '../../engine/run/report.ts'
import { quote } from '../../engine/shell.ts'
import { clean } from './clean.ts'
import { failureText } from './failure.ts'
import { exitCodeOfOutcome, hostOutcomeLines, unevenClause } from './host-outcomes.ts'
import { wayBack, wayForward } from './next-commands.ts'
import type { Paint } from './paint.ts'
import { planText } from './plan.ts'

/** The command that the user ran. */
export interface Invocation {
  readonly command: RunCommand
  /** The words between the command and the subject, such as the server to drain. */
  readonly about?: readonly string[] | undefined
  /** The word after the command: a playbook, or the run to roll back. */
  readonly subject: string | undefined
  readonly inventory: string
  readonly verbose: boolean
}

/** Exit code of apply, rollback and remove. */
export function exitCodeOf(report: RunReport): number {
  return exitCodeOfOutcome(isKeptAfterFailure(report) ? 'mixed' : report.outcome)
}

/** With `--keep-on-failure` a failed run may be kept on the hosts that are done: that is no success. */
function isKeptAfterFailure({ outcome, failure }: RunReport): boolean {
  return outcome === 'committed' && failure !== undefined
}

/** The failure, the outcome on each host and of the run, what to run by hand, and the next commands. */
export function reportText(report: RunReport, invocation: Invocation, paint: Paint): string {
  if (report.outcome === 'nothing') return nothingText(report, paint)
  const blocks = [
    ...(report.failure === undefined
      ? []
      : [failureText(report.failure, paint, invocation.verbose, invocation.inventory).trimEnd()]),
    hostBlock(report, paint),
    endLine(report, paint),
    keptLines(report).join('\n'),
    failedBeforeLines(report, paint).join('\n'),
    leftToDoLines(report, paint).join('\n'),
    nextLines(report, invocation)
      .map((line) => paint('cyan', line))
      .join('\n'),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function nothingText({ plan }: RunReport, paint: Paint): string {
  if (!plannedHosts(plan).some(needsRun)) return planText(plan, paint)
  return `${paint('green', '✓ Nothing was left to do: all hosts already are as planned.')}\n`
}

/** Empty if the run succeeded on all hosts. */
function hostBlock(report: RunReport, paint: Paint): string {
  const { outcome, hosts } = report
  const isSuccess = hosts.every((host) => host.outcome === 'committed' || host.outcome === 'untouched')
  return outcome === 'committed' && isSuccess && !isKeptAfterFailure(report)
    ? ''
    : hostOutcomeLines(hosts, paint).join('\n')
}

function endLine(report: RunReport, paint: Paint): string {
  if (isKeptAfterFailure(report))
    return paint('red', '✗ Failed, and the hosts that were done are kept: --keep-on-failure was given.')
  if (report.outcome === 'committed') {
    return paint('green', `✓ Done: ${doneText(report)}. This was run ${report.run}.`)
  }
  if (report.outcome === 'reverted') return paint('yellow', '✗ Failed, and every host is back to where it was.')
  const { outcome, hosts } = report
  return outcome === 'nothing' ? '' : paint('red', `✗ Failed, and ${unevenClause({ outcome, hosts })}.`)
}

/** Counts what was changed, as `history` does: the plan may have expected more. */
function doneText({ hosts }: RunReport): string {
  const changed = hosts.filter(({ changes = 0 }) => changes > 0)
  const sum = changed.reduce((sum, { changes = 0 }) => sum + changes, 0)
  if (sum > 0) return `${counted(sum, 'change')} on ${counted(changed.length, 'host')}`
  const recorded = hosts.filter(({ outcome }) => outcome === 'committed').length
  return `only records were written, on ${counted(recorded, 'host')}`
}

/** Checks that do not hold, and that did not hold before a run that is kept. */
function failedBeforeLines({ outcome, failedBefore = [] }: RunReport, paint: Paint): string[] {
  if (outcome !== 'committed') return []
  return clean(failedBefore).flatMap(({ title, saw, advice }) => [
    paint('yellow', `○ was so before this run: ${title}: ${saw.replaceAll('\n', '\n    ')}`),
    ...(advice === undefined ? [] : [`    ${paint('cyan', advice)}`]),
  ])
}

/** What a person does next, each once, and why. */
function leftToDoLines({ outcome, leftToDo = [] }: RunReport, paint: Paint): string[] {
  if (outcome !== 'committed') return []
  const why = Map.groupBy(clean(leftToDo), (check) => check.leftToDo ?? '')
  return [...why].flatMap(([next, [check]]) => [
    paint('yellow', `○ left to do: ${check?.title}: ${check?.saw.replaceAll('\n', '\n    ')}`),
    `    ${paint('cyan', next)}`,
  ])
}

/** Sentences that name each thing that the run moved aside instead of deleting it, and its place. */
function keptLines({ hosts }: RunReport): string[] {
  return clean(hosts).flatMap(({ host, kept = [] }) => kept.map((sentence) => `kept on ${host}: ${sentence}`))
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function nextLines(report: RunReport, { command, about = [], subject, inventory }: Invocation): string[] {
  const hosts = `-i ${quote(inventory)}`
  if (report.outcome === 'mixed' || isKeptAfterFailure(report)) {
    const forward = subject === undefined ? [] : [wayForward(command, [...about, subject], inventory)]
    return [wayBack(report.run ?? '', inventory), ...forward]
  }
  if (report.outcome !== 'committed') {
    const code = report.outcome === 'reverted' ? report.failure?.code : undefined
    const again = (once: string) =>
      subject === undefined
        ? []
        : [`once ${once}: evenkeel ${[command, ...about.map(quote), quote(subject)].join(' ')} ${hosts}`]
    if (code === 'check' && subject !== undefined) return again('that is changed')
    if (code === 'step' && report.run !== undefined)
      return [
        ...again('its cause is removed'),
        `the whole output of its steps, on the host: ${runFolder(report.run)}/stages/*/step-*/*.log`,
      ]
    const onward = new Set(report.hosts.flatMap((host) => host.onward ?? []))
    return report.run === undefined ? [] : [...onward, 'evenkeel history'].map((command) => `next: ${command} ${hosts}`)
  }
  const verify =
    subject === undefined || command !== 'apply' ? [] : [`next: evenkeel verify ${quote(subject)} ${hosts}`]
  return [
    ...verify,
    ...(report.run === undefined ? [] : [`take it back: evenkeel rollback ${quote(report.run)} ${hosts}`]),
  ]
}
