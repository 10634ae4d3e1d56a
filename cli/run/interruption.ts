/** Waits for work. If the signal is aborted first, throws the error that `failure` makes; the work itself goes on. */
export async function untilInterrupted<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  failure: () => Error,
): Promise<Result> {
  const interruption = Promise.withResolvers<never>()
  const interrupt = () => interruption.reject(failure())
  // The work may fail after the interruption, when nothing awaits it any more.
  work.catch(() => undefined)
  signal.addEventListener('abort', interrupt, { once: true })
  if (signal.aborted) interrupt()
  try {
    return await Promise.race([work, interruption.promise])
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}
