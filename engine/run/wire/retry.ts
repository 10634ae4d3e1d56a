import { setTimeout } from 'node:timers/promises'
import { asEvenkeelError, EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { isLost } from './answer.ts'

/** Seconds before each retry; the last pause repeats. */
const PAUSES = [1, 4, 10]

export interface RetryWindow {
  /** Milliseconds for which further retries make sense. Three retries are made in any case. */
  window(): number
}

/**
 * Calls `start`; if the connection breaks, reconnects and calls `resume`, again and again. Throws the last failure.
 */
export async function retryOverNewLogin<Result>(
  pool: HostPool,
  host: string,
  { window }: RetryWindow,
  start: () => Promise<Result>,
  resume: () => Promise<Result> = start,
): Promise<Result> {
  let used = pool.connection(host)
  let failure: unknown
  try {
    return await start()
  } catch (error) {
    if (!isLost(error)) throw error
    failure = error
  }
  for (let retry = 1; retry <= PAUSES.length || window() > 0; retry++) {
    await pause(pool, host, retry, 'the connection broke')
    try {
      await pool.reconnect(host, used)
    } catch (error) {
      failure = error
      continue
    }
    used = pool.connection(host)
    try {
      return await resume()
    } catch (error) {
      if (!isLost(error)) throw error
      failure = error
    }
  }
  throw lost(host, failure)
}

/** Drops the hint of an `unreachable` error: it does not apply once a run has started. */
function lost(host: string, cause: unknown): EvenkeelError {
  if (isLost(cause)) return asEvenkeelError(cause)
  return new EvenkeelError('lost', `Lost ${host} during the run: ${asEvenkeelError(cause).message}`, {
    host,
    cause,
  })
}

/**
 * Replaces the connection of a host by a new login, which proves that a login is still possible. Retries three times;
 * then it throws the last failure, such as `unreachable`, and the old connection stays.
 */
export async function loginAgain(pool: HostPool, host: string): Promise<void> {
  const old = pool.connection(host)
  let failure: unknown
  for (let retry = 0; retry <= PAUSES.length; retry++) {
    if (retry > 0) await pause(pool, host, retry, 'a new login failed')
    try {
      await pool.reconnect(host, old)
      return
    } catch (error) {
      failure = error
    }
  }
  throw asEvenkeelError(failure)
}

async function pause(pool: HostPool, host: string, retry: number, why: string): Promise<void> {
  const seconds = PAUSES[Math.min(retry, PAUSES.length) - 1] ?? 1
  pool.controller.emit({ type: 'waiting', host, why: `${why}; the next try is in ${seconds} s` })
  await setTimeout(seconds * 1000)
}
