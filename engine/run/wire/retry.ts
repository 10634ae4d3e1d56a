import { setTimeout } from 'node:timers/promises'
import { asEvenkeelError, EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { isLost } from './answer.ts'

/** Seconds between the tries to find a host again; the last one repeats while there is patience. */
const PAUSES = [1, 4, 10]

export interface RetryWindow {
  /** Milliseconds for which it is worth to go on trying; three tries are made all the same. */
  window(): number
}

/** Does something with a host; where the connection breaks, logs in anew and goes on. Throws the last failure. */
export async function retryOverNewLogin<Result>(
  pool: HostPool,
  host: string,
  { window }: RetryWindow,
  start: () => Promise<Result>,
  goOn: () => Promise<Result> = start,
): Promise<Result> {
  let used = pool.connection(host)
  let failure: unknown
  try {
    return await start()
  } catch (error) {
    if (!isLost(error)) throw error
    failure = error
  }
  for (let tries = 1; tries <= PAUSES.length || window() > 0; tries++) {
    await pause(pool, host, tries, 'the connection broke')
    try {
      await pool.reconnect(host, used)
    } catch (error) {
      failure = error
      continue
    }
    used = pool.connection(host)
    try {
      return await goOn()
    } catch (error) {
      if (!isLost(error)) throw error
      failure = error
    }
  }
  throw lost(host, failure)
}

/** What is to be done about a host that cannot be reached at the start is of no use in the middle. */
function lost(host: string, cause: unknown): EvenkeelError {
  if (isLost(cause)) return asEvenkeelError(cause)
  return new EvenkeelError('lost', `Lost ${host} in the middle of the run: ${asEvenkeelError(cause).message}`, {
    host,
    cause,
  })
}

/**
 * Logs in to a host although it answers, which proves that this is still possible. Tries several times; throws
 * `unreachable` and the like where it is not, and the old login stays.
 */
export async function loginAgain(pool: HostPool, host: string): Promise<void> {
  const old = pool.connection(host)
  let failure: unknown
  for (let tries = 0; tries <= PAUSES.length; tries++) {
    if (tries > 0) await pause(pool, host, tries, 'a new login failed')
    try {
      await pool.reconnect(host, old)
      return
    } catch (error) {
      failure = error
    }
  }
  throw asEvenkeelError(failure)
}

async function pause(pool: HostPool, host: string, tries: number, why: string): Promise<void> {
  const seconds = PAUSES[Math.min(tries, PAUSES.length) - 1] ?? 1
  pool.controller.emit({ type: 'waiting', host, why: `${why}; trying again in ${seconds} s` })
  await setTimeout(seconds * 1000)
}
