import type { Controller } from '../../engine/controller.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { RunCommand } from '../../engine/journal/header.ts'
import type { Plan } from '../../engine/plan/plan.ts'
import type { RunOptions } from '../../engine/run/apply.ts'
import type { RunReport } from '../../engine/run/report.ts'
import type { RunSettings } from '../../engine/run/settings.ts'
import { clockText, timeIn } from '../../engine/times.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { rememberRuns } from '../known-runs.ts'
import type { CommandLine } from '../parse/command.ts'
import { runSettingsOf } from '../parse/run-settings.ts'
import { printFailure } from '../view/failure.ts'
import { printJson, reportData } from '../view/json.ts'
import { type Paint, paintFor } from '../view/paint.ts'
import { progressFor } from '../view/progress/choose.ts'
import { exitCodeOf, type Invocation, reportText } from '../view/report.ts'
import { consentTo, refuseWithoutConsent } from './consent.ts'
import { controllerFor } from './controller.ts'
import { untilInterrupted } from './interruption.ts'
import { RunProgress } from './run-progress.ts'

/** Starts the engine's part of a command, after all files are read. */
export type StartRun<Report extends RunReport = RunReport> = (
  controller: Controller,
  options: RunOptions,
) => Promise<Report>

/** A command that changes hosts, and how its report is shown. */
export interface ChangingCommand<Report extends RunReport> {
  readonly command: RunCommand
  /** The words between the command and its subject, such as the server to drain. */
  readonly about?: readonly string[]
  /** The playbook, or the run to roll back. */
  readonly subject: string | undefined
  reportData(report: Report, inventory?: string): object
  reportText(report: Report, invocation: Invocation, paint: Paint): string
  exitCode(report: Report): number
}

/** Apply, rollback and remove, which report alike. */
export function ordinary(command: 'apply' | 'rollback' | 'remove', line: CommandLine): ChangingCommand<RunReport> {
  return { command, subject: line.positionals[0], reportData, reportText, exitCode: exitCodeOf }
}

/**
 * Runs a command that changes hosts: read the files, show progress, ask, run, report. Returns the exit code.
 * @param readFiles reads the files that the command line names
 */
export async function changeHosts<Report extends RunReport>(
  changing: ChangingCommand<Report>,
  line: CommandLine,
  io: Io,
  readFiles: () => Promise<StartRun<Report>>,
): Promise<number> {
  const { command } = changing
  refuseWithoutConsent(command, line.flags, io)
  const settings = runSettingsOf(line.flags)
  const start = await readFiles()
  const progress = new RunProgress(await progressFor(io, line.flags), stopMessage(settings))
  try {
    const consent = (plan: Plan) => progress.pause(() => consentTo(plan, command, line.flags, io))
    const work = start(controllerFor(line.flags, io, progress), { settings, consent })
    const report = await untilInterrupted(work, progress.leaveSignal(io), () => interruption(progress.run, settings))
    await progress.settle()
    await remember(report.run, line, io)
    return printReport(report, changing, line, io)
  } catch (error) {
    await progress.settle()
    await remember(progress.run, line, io)
    const isAbandoned = progress.run !== undefined && io.abandoned.aborted
    if (!progress.isChanging && !isAbandoned) throw error
    printFailure(error, io, line.flags)
    return exitCode('unknown')
  }
}

async function remember(run: string | undefined, { flags }: CommandLine, io: Io): Promise<void> {
  if (run !== undefined) await rememberRuns([run], flags.inventory ?? '', io.env)
}

function printReport<Report extends RunReport>(
  report: Report,
  changing: ChangingCommand<Report>,
  line: CommandLine,
  io: Io,
): number {
  const { command, about, subject } = changing
  const { json, verbose, inventory = '' } = line.flags
  if (json) printJson(io.stdout, changing.reportData(report, inventory))
  const people = json ? io.stderr : io.stdout
  const invocation = { command, about, subject, inventory, verbose }
  people.write(changing.reportText(report, invocation, paintFor(people, io.env)))
  return changing.exitCode(report)
}

function stopMessage({ keepOnFailure }: RunSettings): string {
  return keepOnFailure
    ? 'Stopping: hosts that are done are kept, the others are reverted.'
    : 'Stopping: every host is reverted.'
}

function clockIn(seconds: number): string {
  return clockText(new Date(timeIn(seconds * 1000)))
}

/** Nobody renews the leases any more: the guard of each host reverts it. */
function interruption(run: string | undefined, { lease, inDoubt }: RunSettings): EvenkeelError {
  if (run === undefined) return new EvenkeelError('declined', 'Interrupted. Nothing was changed.')
  return new EvenkeelError(
    'lost',
    `Interrupted during run ${run}. Its hosts revert by themselves within ${lease} s (until ${clockIn(lease)}),\n` +
      `or within ${inDoubt} s (until ${clockIn(inDoubt)}) if they were already waiting for their confirmation.`,
    { hint: 'How the run ended on each host: evenkeel history' },
  )
}
