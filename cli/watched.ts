import type { Controller } from '../engine/controller.ts'
import { EvenkeelError } from '../engine/errors/error.ts'
import { controllerFor } from './controller.ts'
import type { Flags } from './flags.ts'
import { untilInterrupted } from './interruption.ts'
import type { Io } from './io.ts'
import { progressFor } from './view/progress/choose.ts'

/** Lets the engine read hosts while its progress is shown; Ctrl-C ends it, as nothing is changed. */
export async function watched<Result>(
  flags: Flags,
  io: Io,
  work: (controller: Controller) => Promise<Result>,
): Promise<Result> {
  const progress = await progressFor(io, { verbose: flags.verbose, json: false })
  try {
    const controller = controllerFor(flags, io, progress)
    const interrupted = () => new EvenkeelError('declined', 'Interrupted. Nothing was changed.')
    return await untilInterrupted(work(controller), io.interrupted, interrupted)
  } finally {
    await progress.settle()
  }
}
