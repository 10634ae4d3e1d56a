import { PassThrough } from 'node:stream'
import type { Io } from '../../cli/io.ts'

export interface FakeIo extends Io {
  out(): string
  err(): string
  interrupt(): void
}

class Recorded extends PassThrough {
  readonly isTTY: boolean
  readonly columns = 120
  readonly rows = 40
  #text = ''

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
    this.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString()
    })
  }

  /** Like the streams of a process, it stays open after a pipe into it ends. */
  override end(): this {
    return this
  }

  text(): string {
    return this.#text
  }
}

/** Streams that record what is written; all of them terminals, or none. */
export function fakeIo({ terminal = false, env = {} }: { terminal?: boolean; env?: Io['env'] } = {}): FakeIo {
  const stdin = Object.assign(new PassThrough(), { isTTY: terminal })
  const [stdout, stderr] = [new Recorded(terminal), new Recorded(terminal)]
  const interruption = new AbortController()
  const abandonment = new AbortController()
  return {
    stdin,
    stdout,
    stderr,
    env,
    interrupted: interruption.signal,
    abandoned: abandonment.signal,
    out: () => stdout.text(),
    err: () => stderr.text(),
    interrupt: () => (interruption.signal.aborted ? abandonment : interruption).abort(),
  }
}
