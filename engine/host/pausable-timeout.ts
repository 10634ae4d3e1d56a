import type { EvenkeelError } from '../errors/error.ts'

interface Deadline {
  left: number
  since: number
  timer: NodeJS.Timeout | undefined
  readonly expire: () => void
}

/** Timeouts that pause while the user is asked something: the time for typing a passphrase does not count. */
export class PausableTimeout {
  readonly #deadlines = new Set<Deadline>()
  #asking = 0

  /** Rejects with `expired()` if the work takes longer than so many milliseconds. */
  async limit<T>(milliseconds: number, work: Promise<T>, expired: () => EvenkeelError): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>()
    const deadline: Deadline = {
      left: milliseconds,
      since: Date.now(),
      timer: undefined,
      expire: () => reject(expired()),
    }
    this.#deadlines.add(deadline)
    if (this.#asking === 0) start(deadline)
    try {
      return await Promise.race([work, promise])
    } finally {
      clearTimeout(deadline.timer)
      this.#deadlines.delete(deadline)
    }
  }

  /** Pauses all timeouts until the work is done. */
  async pauseDuring<T>(work: () => Promise<T>): Promise<T> {
    if (this.#asking++ === 0) for (const deadline of this.#deadlines) stop(deadline)
    try {
      return await work()
    } finally {
      if (--this.#asking === 0) for (const deadline of this.#deadlines) start(deadline)
    }
  }
}

function start(deadline: Deadline): void {
  deadline.since = Date.now()
  deadline.timer = setTimeout(deadline.expire, deadline.left)
}

function stop(deadline: Deadline): void {
  clearTimeout(deadline.timer)
  deadline.left = Math.max(0, deadline.left - (Date.now() - deadline.since))
}
