import { randomBytes } from 'node:crypto'
import { quote } from '../shell.ts'

/** How a command gets to run as root. */
export type BecomeMethod = 'directly' | 'sudo' | 'sudo with password' | 'doas'

/** One command line, with the texts that separate the output of sudo from that of the command. */
export interface Attempt {
  readonly line: string
  /** Printed on standard error once the command runs; undefined without sudo. */
  readonly marker: string | undefined
  /** Sudo's own prompt. */
  readonly prompt: string | undefined
}

/** The command runs in sh whatever the user's shell is, and prints in English. `env` would be one more process. */
const SHELL = '/bin/sh -c'
const ENGLISH = 'export LC_ALL=C; '

export function attemptOf(script: string, method: BecomeMethod): Attempt {
  if (method === 'directly')
    return { line: `exec ${SHELL} ${quote(ENGLISH + script)}`, marker: undefined, prompt: undefined }
  const nonce = randomBytes(8).toString('hex')
  const marker = `evenkeel-started-${nonce}\n`
  const inner = `${SHELL} ${quote(`${ENGLISH}echo ${marker.trim()} >&2; ${script}`)}`
  if (method === 'sudo') return { line: `exec env LC_ALL=C sudo -n -- ${inner}`, marker, prompt: undefined }
  if (method === 'doas') return { line: `exec env LC_ALL=C doas -n -- ${inner}`, marker, prompt: undefined }
  const prompt = `evenkeel-password-${nonce}:`
  return { line: `exec env LC_ALL=C sudo -S -p ${quote(prompt)} -- ${inner}`, marker, prompt }
}

/** Whether the output of sudo, of its successor in Rust, or of doas says that it needs a password. */
export function needsPassword(output: string): boolean {
  return /a password is required|authentication is required|doas: authentication (?:required|failed)/i.test(output)
}

/** More bytes than sudo prints before a command starts. */
const LONGEST_OUTPUT = 64 * 1024

/** Splits standard error: before the marker it is sudo's output, after the marker the command's. */
export class SudoGate {
  readonly #attempt: Attempt
  #before = Buffer.alloc(0)
  #sudoOutput = ''
  #started: boolean
  #prompts = 0

  constructor(attempt: Attempt) {
    this.#attempt = attempt
    this.#started = attempt.marker === undefined
  }

  get started(): boolean {
    return this.#started
  }

  /** The number of times that sudo has asked for the password. */
  get prompts(): number {
    return this.#prompts
  }

  /** The output of sudo, without its prompts. */
  get sudoOutput(): string {
    return `${this.#sudoOutput}${this.#before.toString('utf8')}`.trim()
  }

  /** Takes bytes of standard error and returns those of the command itself. */
  add(chunk: Buffer): Buffer {
    if (this.#started) return chunk
    this.#before = Buffer.concat([this.#before, chunk]).subarray(-LONGEST_OUTPUT)
    this.#takePrompts()
    return this.#takeMarker()
  }

  #takePrompts(): void {
    const { prompt } = this.#attempt
    if (prompt === undefined) return
    for (let at = this.#before.indexOf(prompt); at >= 0; at = this.#before.indexOf(prompt)) {
      this.#prompts++
      this.#sudoOutput += this.#before.subarray(0, at).toString('utf8')
      this.#before = this.#before.subarray(at + prompt.length)
    }
  }

  #takeMarker(): Buffer {
    const { marker } = this.#attempt
    const at = marker === undefined ? -1 : this.#before.indexOf(marker)
    if (at < 0) return Buffer.alloc(0)
    this.#started = true
    const own = this.#before.subarray(at + (marker ?? '').length)
    this.#before = this.#before.subarray(0, at)
    return own
  }
}
