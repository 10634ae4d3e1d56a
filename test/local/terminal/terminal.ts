import { spawn, spawnSync } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { quote } from '../../../engine/shell.ts'

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url))
/** Milliseconds for a question to appear: other tests run beside this one. */
const PATIENCE = 60_000

export const DOWN = '\x1b[B'
export const UP = '\x1b[A'
export const ENTER = '\r'
export const CTRL_C = '\x03'

/** A program on a pseudo-terminal of 80 columns, which `script` of util-linux makes. */
export class Terminal {
  readonly #child
  readonly #ended = Promise.withResolvers<number>()
  #output = ''
  /** Where the output begins that nobody waited for yet. */
  #seen = 0

  /** Starts evenkeel with these words. Throws if this machine cannot make a pseudo-terminal. */
  constructor(words: readonly string[], env: Readonly<Record<string, string>>) {
    if (spawnSync('script', ['--version']).status !== 0)
      throw new Error(
        'This test needs the program "script" of util-linux (Debian package bsdutils), and it is not here.',
      )
    const command = ['exec', process.execPath, MAIN, ...words].map((word, index) => (index === 0 ? word : quote(word)))
    this.#child = spawn('script', ['-qefc', `stty cols 80 rows 24; ${command.join(' ')}`, '/dev/null'], {
      env: { PATH: process.env.PATH ?? '', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString()
    })
    this.#child.on('close', (code) => this.#ended.resolve(code ?? -1))
  }

  /** All that was written, as it was. */
  get raw(): string {
    return this.#output
  }

  /** All that was shown, without what moves the cursor and colours. */
  get shown(): string {
    return stripVTControlCharacters(this.#output).replaceAll('\r', '')
  }

  /** Waits until a text is shown that was not waited for before. Throws with the output if it does not come. */
  async until(text: string): Promise<void> {
    const limit = Date.now() + PATIENCE
    for (;;) {
      const at = this.shown.indexOf(text, this.#seen)
      if (at >= 0) {
        this.#seen = at + text.length
        return
      }
      if (Date.now() > limit || this.#child.exitCode !== null)
        throw new Error(`"${text}" was not shown:\n${this.shown.slice(-3000)}`)
      await setTimeout(20)
    }
  }

  /** Types keys, when the question is ready for them. */
  async type(...keys: readonly string[]): Promise<void> {
    await setTimeout(60)
    for (const key of keys) {
      this.#child.stdin.write(key)
      await setTimeout(10)
    }
  }

  /** The exit code. */
  async end(): Promise<number> {
    return await this.#ended.promise
  }

  /** For the end of a test that failed. */
  close(): void {
    this.#child.kill('SIGHUP')
  }
}
