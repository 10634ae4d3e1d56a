import type { Controller } from '../../engine/controller.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { HostTarget } from '../../engine/host/connection.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { printFailure } from '../view/failure.ts'
import { printJson } from '../view/json.ts'
import { type Paint, paintFor } from '../view/paint.ts'
import { progressFor } from '../view/progress/choose.ts'
import { controllerFor } from './controller.ts'
import { untilInterrupted } from './interruption.ts'
import { readTargets } from './read-files.ts'
import { RunProgress } from './run-progress.ts'

/** The input of resume and unlock, which end a run that another controller left. */
export interface EndRunContext {
  readonly targets: readonly HostTarget[]
  readonly controller: Controller
  /** Call before hosts may be changed: from then on, the first Ctrl-C does not leave. */
  begin(): void
  /** Call before hosts are changed: a failure after that exits with `unknown`, not `refused`. */
  change(): void
  /** Leaves the terminal to a question until it is answered. */
  pause<Answer>(question: () => Promise<Answer>): Promise<Answer>
}

/** The result as text, as JSON and as an exit code. */
export interface EndRunResult {
  text(paint: Paint): string
  readonly data: object
  readonly code: number
}

/** Runs resume and unlock: read the inventory, show progress, work, report. Returns the exit code. */
export async function endRun(
  run: string,
  line: CommandLine,
  io: Io,
  work: (context: EndRunContext) => Promise<EndRunResult>,
): Promise<number> {
  const targets = await readTargets(line)
  const progress = new RunProgress(await progressFor(io, line.flags), 'This ends by itself in a moment.')
  let isChanging = false
  const context: EndRunContext = {
    targets,
    controller: controllerFor(line.flags, io, progress),
    begin: () => progress.begin(run),
    change: () => {
      progress.begin(run)
      isChanging = true
    },
    pause: (question) => progress.pause(question),
  }
  try {
    const interrupted = () => interruption(progress.run)
    const result = await untilInterrupted(work(context), progress.leaveSignal(io), interrupted)
    await progress.settle()
    return print(result, line, io)
  } catch (error) {
    await progress.settle()
    const isAbandoned = progress.run !== undefined && io.abandoned.aborted
    if (!isChanging && !isAbandoned) throw error
    printFailure(error, io, line.flags)
    return exitCode('unknown')
  }
}

function print({ text, data, code }: EndRunResult, { flags }: CommandLine, io: Io): number {
  if (flags.json) printJson(io.stdout, { type: 'report', ...data })
  const people = flags.json ? io.stderr : io.stdout
  people.write(text(paintFor(people, io.env)))
  return code
}

function interruption(run: string | undefined): EvenkeelError {
  if (run === undefined) return new EvenkeelError('declined', 'Interrupted. Nothing was changed.')
  return new EvenkeelError('lost', `Interrupted while run ${run} was being ended: its state is not known.`, {
    hint: 'Its state on each host: evenkeel history',
  })
}
