import type { Controller } from '../../engine/controller.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
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
import { paintFor } from '../view/paint.ts'
import { progressFor } from '../view/progress/choose.ts'
import { exitCodeOf, reportText } from '../view/report.ts'
import { consentTo, refuseWithoutConsent } from './consent.ts'
import { controllerFor } from './controller.ts'
import { untilInterrupted } from './interruption.ts'
import { RunProgress } from './run-progress.ts'

/** Starts the engine's part of a command, after all files are read. */
export type StartRun = (controller: Controller, options: RunOptions) => Promise<RunReport>

/**
 * Runs apply, rollback and remove: read the files, show progress, ask, run, report. Returns the exit code.
 * @param readFiles reads the files that the command line names
 */
export async function changeHosts(
  command: 'apply' | 'rollback' | 'remove',
  line: CommandLine,
  io: Io,
  readFiles: () => Promise<StartRun>,
): Promise<number> {
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
    return printReport(report, command, line, io)
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

function printReport(report: RunReport, command: 'apply' | 'rollback' | 'remove', line: CommandLine, io: Io): number {
  const { json, verbose, inventory = '' } = line.flags
  if (json) printJson(io.stdout, reportData(report, inventory))
  const people = json ? io.stderr : io.stdout
  const invocation = { command, subject: line.positionals[0], inventory, verbose }
  people.write(reportText(report, invocation, paintFor(people, io.env)))
  return exitCodeOf(report)
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
