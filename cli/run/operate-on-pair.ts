import type { Controller } from '../../engine/controller.ts'
import type { DescribedPairs } from '../../engine/databases/described-pairs.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { printFailure } from '../view/failure.ts'
import { printJson } from '../view/json.ts'
import { type Paint, paintFor } from '../view/paint.ts'
import { progressFor } from '../view/progress/choose.ts'
import { controllerFor } from './controller.ts'
import { untilInterrupted } from './interruption.ts'
import { readPairs } from './read-files.ts'
import { RunProgress } from './run-progress.ts'

/** The input of switchover and rejoin, which work on a database pair. */
export interface PairContext {
  readonly described: DescribedPairs
  readonly controller: Controller
  /** Leaves the terminal to a question until it is answered. */
  pause<Answer>(question: () => Promise<Answer>): Promise<Answer>
}

/** The result as text, as JSON and as an exit code. */
export interface PairResult {
  text(paint: Paint): string
  readonly data: object
  readonly code: number
}

export interface PairCommand {
  /** The path of the playbook. */
  readonly playbook: string
  /** The error after the second Ctrl-C, once the hosts are locked. */
  abandoned(run: string): EvenkeelError
}

/**
 * Runs switchover and rejoin: read the files, show progress, work, report. Returns the exit code. What the work throws is
 * refused before the first change; its result holds everything after that.
 */
export async function operateOnPair(
  line: CommandLine,
  io: Io,
  { playbook, abandoned }: PairCommand,
  work: (context: PairContext) => Promise<PairResult>,
): Promise<number> {
  const described = await readPairs(playbook, line, io)
  const progress = new RunProgress(await progressFor(io, line.flags), 'Stopping at the next safe place.')
  const controller = controllerFor(line.flags, io, progress)
  try {
    const working = work({ described, controller, pause: (question) => progress.pause(question) })
    const interrupted = () => (progress.run === undefined ? declined() : abandoned(progress.run))
    const result = await untilInterrupted(working, progress.leaveSignal(io), interrupted)
    await progress.settle()
    return print(result, line, io)
  } catch (error) {
    await progress.settle()
    if (progress.run === undefined || !io.abandoned.aborted) throw error
    printFailure(error, io, line.flags)
    return exitCode('unknown')
  }
}

function declined(): EvenkeelError {
  return new EvenkeelError('declined', 'Interrupted. Nothing was changed.')
}

function print({ text, data, code }: PairResult, { flags }: CommandLine, io: Io): number {
  if (flags.json) printJson(io.stdout, { type: 'report', ...data })
  const people = flags.json ? io.stderr : io.stdout
  people.write(text(paintFor(people, io.env)))
  return code
}
