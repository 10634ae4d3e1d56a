/** The work's result, unless Ctrl-C comes first: then it throws what `failure` makes, and the work is left alone. */
export async function untilInterrupted<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  failure: () => Error,
): Promise<Result> {
  const interruption = Promise.withResolvers<never>()
  const interrupt = () => interruption.reject(failure())
  // The work may fail later than the interruption, when nobody listens any more.
  work.catch(() => undefined)
  signal.addEventListener('abort', interrupt, { once: true })
  if (signal.aborted) interrupt()
  try {
    return await Promise.race([work, interruption.promise])
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}
