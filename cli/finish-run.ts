import type { Controller } from '../engine/controller.ts'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { HostTarget } from '../engine/host/connection.ts'
import { RUN_ID } from '../engine/journal/header.ts'
import { UNKNOWN_RUN } from '../engine/journal/lock-owner.ts'
import { targetsOf } from './assignment.ts'
import type { CommandLine } from './command.ts'
import { controllerFor } from './controller.ts'
import { untilInterrupted } from './interruption.ts'
import type { Io } from './io.ts'
import { Underway } from './underway.ts'
import { printFailure } from './view/failure.ts'
import { printJson } from './view/json.ts'
import { type Paint, paintFor } from './view/paint.ts'
import { progressFor } from './view/progress/choose.ts'

/** What a command works with that ends a run which another controller left. */
export interface Finishing {
  readonly run: string
  readonly targets: readonly HostTarget[]
  readonly controller: Controller
  /** From now on hosts may be changed, so Ctrl-C does not simply leave. */
  begin(): void
  /** They are being changed: what fails from now on is no refusal. */
  change(): void
  /** Leaves the terminal to a question until it is answered. */
  pause<Answer>(question: () => Promise<Answer>): Promise<Answer>
}

/** How it ended, for people, for machines and for scripts. */
export interface Finished {
  text(paint: Paint): string
  readonly data: object
  readonly code: number
}

const UNKNOWN = 4

/** Ends a run that is named on the command line: read the inventory, show progress, work, report. */
export async function finishRun(
  line: CommandLine,
  io: Io,
  work: (finishing: Finishing) => Promise<Finished>,
): Promise<number> {
  const run = namedRun(line)
  const targets = await targetsOf(line)
  const underway = new Underway(await progressFor(io, line.flags), 'This ends by itself in a moment.')
  let isChanging = false
  const finishing: Finishing = {
    run,
    targets,
    controller: controllerFor(line.flags, io, underway),
    begin: () => underway.begin(run),
    change: () => {
      underway.begin(run)
      isChanging = true
    },
    pause: (question) => underway.pause(question),
  }
  try {
    const interrupted = () => interruption(underway.run)
    const finished = await untilInterrupted(work(finishing), underway.leaving(io), interrupted)
    await underway.settle()
    return print(finished, line, io)
  } catch (error) {
    await underway.settle()
    const isLeft = underway.run !== undefined && io.abandoned.aborted
    if (!isChanging && !isLeft) throw error
    printFailure(error, io, line.flags)
    return UNKNOWN
  }
}

function namedRun({ positionals: [run = ''] }: CommandLine): string {
  if (RUN_ID.test(run) || run === UNKNOWN_RUN) return run
  throw new EvenkeelError('usage', `${JSON.stringify(run)} is not the name of a run, such as 20261121-103112-k3f9.`, {
    hint: 'They are listed by: evenkeel history',
  })
}

function print({ text, data, code }: Finished, { flags }: CommandLine, io: Io): number {
  if (flags.json) printJson(io.stdout, { type: 'report', ...data })
  const people = flags.json ? io.stderr : io.stdout
  people.write(text(paintFor(people, io.env)))
  return code
}

function interruption(run: string | undefined): EvenkeelError {
  if (run === undefined) return new EvenkeelError('declined', 'Interrupted. Nothing was changed.')
  return new EvenkeelError('lost', `Interrupted while run ${run} was being ended: how far that came is not known.`, {
    hint: 'How it stands on each host: evenkeel history',
  })
}
