import type { Controller } from '../../engine/controller.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { Io } from '../io.ts'
import type { Flags } from '../parse/flags.ts'
import { progressFor } from '../view/progress/choose.ts'
import { controllerFor } from './controller.ts'
import { untilInterrupted } from './interruption.ts'

/** Runs work that only reads hosts, and shows its progress. The first Ctrl-C ends it: nothing is changed. */
export async function readHosts<Result>(
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
