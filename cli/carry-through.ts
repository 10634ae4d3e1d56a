import type { Controller } from '../engine/controller.ts'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { Plan } from '../engine/plan/plan.ts'
import type { RunOptions } from '../engine/run/apply.ts'
import type { RunReport } from '../engine/run/report.ts'
import type { RunSettings } from '../engine/run/settings.ts'
import type { CommandLine } from './command.ts'
import { consentTo, refuseWithoutConsent } from './consent.ts'
import { controllerFor } from './controller.ts'
import { untilInterrupted } from './interruption.ts'
import type { Io } from './io.ts'
import { runSettingsOf } from './run-settings.ts'
import { Underway } from './underway.ts'
import { printFailure } from './view/failure.ts'
import { printJson, reportData } from './view/json.ts'
import { paintFor } from './view/paint.ts'
import { progressFor } from './view/progress/choose.ts'
import { exitCodeOf, reportText } from './view/report.ts'

/** What changes hosts, once everything that it needs from the controller's files is read. */
export type Begin = (controller: Controller, options: RunOptions) => Promise<RunReport>

const UNKNOWN = 4

/** The one way in which a command changes hosts: read the files, show progress, ask, run, report. */
export async function carryThrough(
  command: 'apply' | 'rollback' | 'remove',
  line: CommandLine,
  io: Io,
  prepare: () => Promise<Begin>,
): Promise<number> {
  refuseWithoutConsent(command, line.flags, io)
  const settings = runSettingsOf(line.flags)
  const begin = await prepare()
  const underway = new Underway(await progressFor(io, line.flags), stoppingWords(settings))
  try {
    const consent = (plan: Plan) => underway.pause(() => consentTo(plan, command, line.flags, io))
    const work = begin(controllerFor(line.flags, io, underway), { settings, consent })
    const report = await untilInterrupted(work, underway.leaving(io), () => interruption(underway.run, settings))
    await underway.settle()
    return printReport(report, command, line, io)
  } catch (error) {
    await underway.settle()
    const isLeft = underway.run !== undefined && io.abandoned.aborted
    if (!underway.isChanging && !isLeft) throw error
    printFailure(error, io, line.flags)
    return UNKNOWN
  }
}

function printReport(report: RunReport, command: 'apply' | 'rollback' | 'remove', line: CommandLine, io: Io): number {
  const { json, verbose, inventory = '' } = line.flags
  if (json) printJson(io.stdout, reportData(report, inventory))
  const people = json ? io.stderr : io.stdout
  const onward = { command, subject: line.positionals[0], inventory, verbose }
  people.write(reportText(report, onward, paintFor(people, io.env)))
  return exitCodeOf(report)
}

function stoppingWords({ keepOnFailure }: RunSettings): string {
  return keepOnFailure
    ? 'Stopping: hosts that are done stay as they are, what was begun on the others is taken back.'
    : 'Stopping: what was done is taken back.'
}

/** Nobody renews the leases any more: each host is left to its guard. */
function interruption(run: string | undefined, { lease, inDoubt }: RunSettings): EvenkeelError {
  if (run === undefined) return new EvenkeelError('declined', 'Interrupted. Nothing was changed.')
  return new EvenkeelError(
    'lost',
    `Interrupted while run ${run} was under way. Its hosts take it back by themselves within ${lease} s,\n` +
      `or within ${inDoubt} s where it was already waiting to be kept.`,
    { hint: 'How each of them ended: evenkeel history' },
  )
}
