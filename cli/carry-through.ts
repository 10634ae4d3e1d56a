import { EvenkeelError } from '../engine/errors/error.ts'
import type { Means } from '../engine/means.ts'
import type { Plan } from '../engine/plan/plan.ts'
import type { RunOptions } from '../engine/run/apply.ts'
import type { RunReport } from '../engine/run/report.ts'
import type { CommandLine } from './command.ts'
import { consentTo, refuseWithoutConsent } from './consent.ts'
import { untilInterrupted } from './interruption.ts'
import type { Io } from './io.ts'
import { meansFor } from './means.ts'
import { termsOf } from './terms.ts'
import { printFailure } from './view/failure.ts'
import { printJson, reportData } from './view/json.ts'
import { paintFor } from './view/paint.ts'
import { type Progress, progressFor } from './view/progress.ts'
import { exitCodeOf, reportText } from './view/report.ts'

/** What changes hosts, once everything that it needs from the controller's files is read. */
export type Begin = (means: Means, options: RunOptions) => Promise<RunReport>

const UNKNOWN = 4

/** The one way in which a command changes hosts: read the files, show progress, ask, run, report. */
export async function carryThrough(
  command: 'apply' | 'rollback' | 'remove',
  line: CommandLine,
  io: Io,
  prepare: () => Promise<Begin>,
): Promise<number> {
  refuseWithoutConsent(command, line.flags, io)
  const terms = termsOf(line.flags)
  const begin = await prepare()
  const progress = await progressFor(io, line.flags)
  const seen = new StartOfRun(progress)
  try {
    const consent = (plan: Plan) => progress.pause(() => consentTo(plan, command, line.flags, io))
    const work = begin(meansFor(line.flags, io, seen), { terms, consent })
    const report = await untilInterrupted(work, seen.leaving(io), () => seen.interruption(line))
    await progress.settle()
    return printReport(report, command, line, io)
  } catch (error) {
    await progress.settle()
    if (seen.run === undefined || !io.abandoned.aborted) throw error
    printFailure(error, io, line.flags)
    return UNKNOWN
  }
}

function printReport(report: RunReport, command: 'apply' | 'rollback' | 'remove', line: CommandLine, io: Io): number {
  const { json, verbose, inventory = '' } = line.flags
  if (json) printJson(io.stdout, reportData(report))
  const people = json ? io.stderr : io.stdout
  const playbook = command === 'rollback' ? undefined : line.positionals[0]
  people.write(reportText(report, { command, playbook, inventory, verbose }, paintFor(people, io.env)))
  return exitCodeOf(report)
}

/** Passes progress on, and remembers whether a run has begun: from then on, Ctrl-C asks the engine to take it back. */
class StartOfRun implements Progress {
  readonly #shown: Progress
  run: string | undefined

  constructor(shown: Progress) {
    this.#shown = shown
  }

  readonly emit: Progress['emit'] = (event) => {
    if (event.type === 'run-started') this.run = event.run
    this.#shown.emit(event)
  }

  pause<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    return this.#shown.pause(question)
  }

  settle(): Promise<void> {
    return this.#shown.settle()
  }

  /** When to leave at once: at the first Ctrl-C while nothing has begun, at the second one afterwards. */
  leaving(io: Io): AbortSignal {
    const leaving = new AbortController()
    const ask = () => {
      if (this.run === undefined) leaving.abort()
      else this.emit({ type: 'remark', message: 'Stopping: what was done is taken back. Ctrl-C again leaves at once.' })
    }
    io.interrupted.addEventListener('abort', ask, { once: true })
    io.abandoned.addEventListener('abort', () => leaving.abort(), { once: true })
    if (io.interrupted.aborted) ask()
    return leaving.signal
  }

  interruption({ flags }: CommandLine): EvenkeelError {
    if (this.run === undefined) return new EvenkeelError('declined', 'Interrupted. Nothing was changed.')
    return new EvenkeelError(
      'lost',
      `Interrupted while run ${this.run} was under way: how its hosts were left is not known.`,
      {
        hint: `See: evenkeel history -i ${flags.inventory ?? ''}`,
      },
    )
  }
}
