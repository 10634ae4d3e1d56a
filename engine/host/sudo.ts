import { randomBytes } from 'node:crypto'
import { quote } from '../shell.ts'

/** How a command becomes root's. */
export type Becoming = 'directly' | 'sudo' | 'sudo with password'

/** One command line, and the words by which its own first signs of life are told from what sudo says. */
export interface Attempt {
  readonly line: string
  /** Written on standard error once the command runs; undefined where nothing stands before it. */
  readonly marker: string | undefined
  /** Sudo's own prompt. */
  readonly prompt: string | undefined
}

/** Whatever shell the user has, the command runs in sh, with messages in English; `env` would be one more process. */
const SHELL = '/bin/sh -c'
const ENGLISH = 'export LC_ALL=C; '

export function attemptOf(script: string, becoming: Becoming): Attempt {
  if (becoming === 'directly')
    return { line: `exec ${SHELL} ${quote(ENGLISH + script)}`, marker: undefined, prompt: undefined }
  const nonce = randomBytes(8).toString('hex')
  const marker = `evenkeel-started-${nonce}\n`
  const inner = `${SHELL} ${quote(`${ENGLISH}echo ${marker.trim()} >&2; ${script}`)}`
  if (becoming === 'sudo') return { line: `exec env LC_ALL=C sudo -n -- ${inner}`, marker, prompt: undefined }
  const prompt = `evenkeel-password-${nonce}:`
  return { line: `exec env LC_ALL=C sudo -S -p ${quote(prompt)} -- ${inner}`, marker, prompt }
}

/** Sudo (or its successor in Rust) would have gone on with a password. */
export function wantsPassword(said: string): boolean {
  return /a password is required|authentication is required/.test(said)
}

/** More than sudo says before a command starts; what comes beyond is not sudo speaking. */
const MOST_SAID = 64 * 1024

/** Reads standard error until the command itself runs: what comes before is sudo's, what comes after the command's. */
export class SudoGate {
  readonly #attempt: Attempt
  #before = Buffer.alloc(0)
  #said = ''
  #started: boolean
  #prompts = 0

  constructor(attempt: Attempt) {
    this.#attempt = attempt
    this.#started = attempt.marker === undefined
  }

  get started(): boolean {
    return this.#started
  }

  /** How often sudo has asked for the password. */
  get prompts(): number {
    return this.#prompts
  }

  /** What sudo said, without its prompt. */
  get said(): string {
    return `${this.#said}${this.#before.toString('utf8')}`.trim()
  }

  /** Takes bytes of standard error and gives back those that are the command's own. */
  add(chunk: Buffer): Buffer {
    if (this.#started) return chunk
    this.#before = Buffer.concat([this.#before, chunk]).subarray(-MOST_SAID)
    this.#takePrompts()
    return this.#takeMarker()
  }

  #takePrompts(): void {
    const { prompt } = this.#attempt
    if (prompt === undefined) return
    for (let at = this.#before.indexOf(prompt); at >= 0; at = this.#before.indexOf(prompt)) {
      this.#prompts++
      this.#said += this.#before.subarray(0, at).toString('utf8')
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
