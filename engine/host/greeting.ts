import type { Duplex } from 'node:stream'
import { printable } from '../printable.ts'

/** A longer text is cut in messages. */
const LONGEST_SHOWN = 120
const LONGEST_KEPT = 1024

/** What stands at the start of the line in which an SSH server says its version. */
const IDENTIFICATION = /^SSH-/m

/** The first bytes from the other side: an SSH server's version, or something else. */
export class Greeting {
  #text = ''
  #hasIdentified = false

  /** To be called before the first byte is read. */
  constructor(stream: Duplex) {
    stream.on('data', (chunk: Buffer) => {
      if (this.#hasIdentified || this.#text.length > LONGEST_KEPT) return
      this.#text += chunk.toString('latin1')
      this.#hasIdentified = IDENTIFICATION.test(this.#text)
    })
  }

  get hasIdentified(): boolean {
    return this.#hasIdentified
  }

  /** The first line of something else; empty if nothing arrived. */
  get text(): string {
    const line = printable(this.#text.split('\n', 1)[0] ?? '').trim()
    return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line
  }
}

/** The other side ended the connection, or sent something else, before it said that it is an SSH server. */
export class NoIdentification extends Error {
  readonly #text: string

  constructor(text: string, cause: Error) {
    super(text === '' ? 'it closed the connection before it said its version' : `it says ${JSON.stringify(text)}`, {
      cause,
    })
    this.#text = text
  }

  /** OpenSSH drops some of many logins at a time, in some releases without a word; no other server says these words. */
  get isDropped(): boolean {
    return this.#text === '' || /^(Exceeded MaxStartups|Not allowed at this time)$/.test(this.#text)
  }
}
