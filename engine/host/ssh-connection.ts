import { setImmediate } from 'node:timers/promises'
import { EvenkeelError } from '../errors/error.ts'
import { printable } from '../printable.ts'
import type { Secret } from '../secrets.ts'
import type { Sh } from '../shell.ts'
import type { CommandOptions, CommandResult, Connection } from './connection.ts'
import { execute, type Outcome, type Running, type Task } from './execution.ts'
import type { Questions } from './questions.ts'
import { Slots } from './slots.ts'
import type { Login } from './ssh.ts'
import { attemptOf, type BecomeMethod, needsPassword } from './sudo.ts'
import type { SudoPasswords } from './sudo-passwords.ts'

export interface SshConnectionOptions {
  readonly host: string
  /** `ADDRESS:PORT` */
  readonly at: string
  /** The login user. */
  readonly user: string
  readonly become: boolean | undefined
  /** Default: sudo. */
  readonly becomeMethod?: 'sudo' | 'doas' | undefined
  readonly login: Login
  readonly questions: Questions
  readonly passwords: SudoPasswords
  /** Called once, when the connection is closed. */
  onClose(): void
}

/** Reads the whole script before its first command runs, so that no command can read the rest as its input. */
const READ_AND_RUN = 'eval "$(cat)"'
const DEFAULT_SILENCE = 60_000
/** Milliseconds in which a host must open a channel. */
const OPENING = 12_000
/** Less than sshd's MaxSessions, which is 10 by default. */
const MOST_CHANNELS = 8

interface Work {
  readonly script: string
  /** Called again for a second attempt, if `eager`. */
  input(): AsyncIterable<Uint8Array> | undefined
  readonly eager: boolean
  readonly options: CommandOptions
}

/** A {@link Connection} over one login. */
export class SshConnection implements Connection {
  readonly #options: SshConnectionOptions
  readonly #slots = new Slots(MOST_CHANNELS)
  #commands = 0
  #becomeMethod: BecomeMethod | undefined
  /** The first command, which finds out the method. */
  #choosing: Promise<unknown> | undefined
  #closed = false
  #running = 0
  /** Called when a channel has closed. */
  #waiting: (() => void)[] = []
  #gone: Error | undefined
  /** If sudo refused once, it is not tried again: failed attempts may lock an account. */
  #refusal: EvenkeelError | undefined

  constructor(options: SshConnectionOptions) {
    this.#options = options
    if (options.user === 'root' || options.become === false) this.#becomeMethod = 'directly'
    options.login.gone.then((reason) => {
      this.#gone = reason
    })
  }

  get host(): string {
    return this.#options.host
  }

  get at(): string {
    return this.#options.at
  }

  get commands(): number {
    return this.#commands
  }

  async script(script: string, options: Omit<CommandOptions, 'input'> = {}): Promise<CommandResult> {
    const bytes = new TextEncoder().encode(script)
    if (bytes.includes(0)) throw new TypeError('a script cannot hold a NUL byte')
    return this.#run({ script: READ_AND_RUN, input: () => once(bytes), eager: true, options })
  }

  async command(command: Sh, options: CommandOptions = {}): Promise<CommandResult> {
    const { input } = options
    return this.#run({ script: command.script, input: () => input, eager: input === undefined, options })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.login.close()
    this.#options.onClose()
  }

  /** The first command finds out whether sudo needs a password. The others wait for it, so that sudo is tried once. */
  async #run(work: Work): Promise<CommandResult> {
    while (this.#becomeMethod === undefined && this.#choosing && !this.#refusal)
      await this.#choosing.catch(() => undefined)
    if (this.#refusal) throw this.#refusal
    if (this.#becomeMethod !== undefined) return this.#runBy(this.#becomeMethod, work)
    const first = this.#runFirst(work)
    this.#choosing = first
    try {
      return await first
    } finally {
      this.#choosing = undefined
    }
  }

  async #runFirst(work: Work): Promise<CommandResult> {
    const { host, user, become, becomeMethod = 'sudo', questions } = this.#options
    if (become !== true)
      throw new EvenkeelError('privilege', `Cannot run commands as root on ${host}: the login user is ${user}`, {
        host,
        hint: `Set \`become: true\` for ${host} in the inventory, so that sudo is used (\`become_method: doas\` for doas), or \`user: root\`.`,
      })
    const outcome = await this.#attempt(becomeMethod, work)
    if (outcome.started) {
      this.#becomeMethod = becomeMethod
      return outcome.result
    }
    const canAsk = becomeMethod === 'sudo' && questions.canAsk
    if (!needsPassword(outcome.sudoOutput) || !canAsk) throw this.#refused(outcome)
    const result = await this.#withPassword(work)
    this.#becomeMethod = 'sudo with password'
    return result
  }

  async #runBy(method: BecomeMethod, work: Work): Promise<CommandResult> {
    if (method === 'sudo with password') return this.#withPassword(work)
    const outcome = await this.#attempt(method, work)
    if (!outcome.started) throw this.#refused(outcome)
    return outcome.result
  }

  async #withPassword(work: Work): Promise<CommandResult> {
    const { host, user, passwords } = this.#options
    const answered = await passwords.use({ user, host }, (password) =>
      this.#attempt('sudo with password', { ...work, eager: false }, password),
    )
    if (answered.kind === 'none') {
      const why =
        answered.refusedOn === undefined
          ? 'no password was given'
          : `sudo refused the password on ${answered.refusedOn}`
      throw new EvenkeelError('privilege', `Cannot become root on ${host}: ${why}`, { host, hint: AGAIN })
    }
    if (!answered.outcome.started) throw this.#refused(answered.outcome)
    return answered.outcome.result
  }

  async #attempt(method: BecomeMethod, work: Work, password?: Secret): Promise<Outcome> {
    const outcome = await this.#slots.use(() => this.#execute(method, work, password))
    // A broken connection closes its channels first: wait for its reason before reporting an unknown status.
    if (outcome.result.status === undefined) await setImmediate()
    if (outcome.result.status === undefined && this.#gone) throw this.#lost(this.#gone.message)
    if (outcome.result.status === undefined && !outcome.started && !outcome.refusedPassword)
      throw this.#lost('it ended without an exit status, and may not have started')
    return outcome
  }

  async #execute(method: BecomeMethod, work: Work, password: Secret | undefined): Promise<Outcome> {
    if (this.#closed) throw this.#lost('the connection was closed')
    if (this.#gone) throw this.#lost(this.#gone.message)
    const attempt = attemptOf(work.script, method)
    this.#commands++
    const running = await this.#open(attempt.line)
    const silent = Promise.withResolvers<never>()
    const silence = work.options.silence ?? DEFAULT_SILENCE
    const onSilence = () => {
      running.channel.close()
      silent.reject(this.#lost(`it was silent for ${silence / 1000} seconds`))
    }
    const { onLine } = work.options
    const task: Task = {
      input: work.input(),
      eager: work.eager,
      password,
      silence,
      onSilence,
      ...(onLine && { onLine: onLine.bind(work.options) }),
    }
    try {
      return await Promise.race([execute(running, attempt, task), silent.promise, this.#whenGone()])
    } finally {
      this.#running--
      this.#wake()
    }
  }

  /** Opens a channel. If the host's MaxSessions is small, waits until another channel has closed. */
  async #open(line: string): Promise<Running> {
    for (;;) {
      this.#running++
      try {
        return await this.#orLost(this.#options.login.exec(line), OPENING, 'opened no channel')
      } catch (error) {
        const isOnly = --this.#running === 0
        if (isOnly || !isOpenFailure(error)) {
          this.#wake()
          throw error
        }
        await new Promise<void>((resolve) => this.#waiting.push(resolve))
      }
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  async #orLost<T>(work: Promise<T>, milliseconds: number, what: string): Promise<T> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => late.reject(this.#lost(`the host ${what} within ${milliseconds / 1000} seconds`)),
      milliseconds,
    )
    try {
      return await Promise.race([work, late.promise, this.#whenGone()])
    } catch (cause) {
      throw cause instanceof EvenkeelError ? cause : this.#lost(`the host ${what}: ${(cause as Error).message}`, cause)
    } finally {
      clearTimeout(timer)
    }
  }

  async #whenGone(): Promise<never> {
    throw this.#lost((await this.#options.login.gone).message)
  }

  #lost(why: string, cause?: unknown): EvenkeelError {
    const { host } = this.#options
    return new EvenkeelError('lost', `The outcome of a command on ${host} is unknown: ${printable(why)}`, {
      host,
      cause,
    })
  }

  #refused(outcome: Outcome): EvenkeelError {
    const { host, user, becomeMethod: program = 'sudo' } = this.#options
    const output = printable(`${outcome.sudoOutput}\n${outcome.result.stderr}`).trim()
    const why = outcome.refusedPassword ? 'the password is wrong' : `${program} printed: ${output || 'nothing'}`
    this.#refusal = new EvenkeelError('privilege', `Cannot become root on ${host} as ${user}: ${why}`, {
      host,
      hint: outcome.refusedPassword ? AGAIN : this.#refusalHint(output),
    })
    return this.#refusal
  }

  #refusalHint(output: string): string | undefined {
    const { user, becomeMethod, questions } = this.#options
    if (/sudo\S*: (?:(?:command )?not found|No such file)/.test(output))
      return 'Install sudo there, write `become_method: doas` in the inventory if it has doas, or log in as root.'
    if (!needsPassword(output)) return undefined
    if (becomeMethod === 'doas')
      return `Doas asks on a terminal only: allow ${user} to use it without a password (permit nopass ${user}).`
    if (questions.canAsk) return undefined
    return `Run evenkeel in a terminal, where it can ask for the password, or allow ${user} sudo without one (NOPASSWD).`
  }
}

const AGAIN = 'To be asked again, run the command once more.'

function isOpenFailure(error: unknown): boolean {
  const cause = error instanceof EvenkeelError ? error.cause : undefined
  return cause instanceof Error && cause.message.includes('Channel open failure')
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
