import { setTimeout } from 'node:timers/promises'
import { EvenkeelError } from '../errors/error.ts'
import type { CommandOptions, CommandResult } from '../host/connection.ts'
import type { HostPool } from '../host-pool.ts'
import { failureOf } from '../run/wire/answer.ts'
import { retryOverNewLogin } from '../run/wire/retry.ts'
import { Sh, sh, shFile } from '../shell.ts'
import { type GuardState, readGuardState, readLines } from './guard-state.ts'
import type { DatabasePair } from './pair.ts'

const CLIENT = shFile(new URL('../target/databases/client.sh', import.meta.url))
const NOT_INSTALLED = 127
/** Seconds after which the last word of a guard, which decides more than twice a second, counts as old. */
const OLD = 3

/** The guard and the server of one host of a pair. */
export class HostGuard {
  readonly host: string
  readonly #pool: HostPool
  readonly #pair: DatabasePair

  constructor(pool: HostPool, pair: DatabasePair, host: string) {
    this.host = host
    this.#pool = pool
    this.#pair = pair
  }

  /** Throws `unsupported` if the host has no guard, or the guard does not run. */
  async state(): Promise<GuardState> {
    const { writer } = this.#pair.paths
    const result = await this.run(
      sh`test -x ${writer} || exit ${NOT_INSTALLED}; echo "uptime=$(cut -d ' ' -f 1 /proc/uptime)"; exec ${writer} state`,
    )
    if (result.status === NOT_INSTALLED) throw this.#unsupported(`${writer} is not there`)
    const age = ageOf(result.stdout)
    if (result.status === 0 && age !== undefined && age <= OLD) return readGuardState(result.stdout)
    const reason = result.stderr.trim() || (age === undefined ? 'it says nothing' : `its last word is ${age} s old`)
    throw this.#unsupported(`it does not run: ${reason}`)
  }

  #unsupported(reason: string): EvenkeelError {
    return new EvenkeelError('unsupported', `Cannot ask the writer's guard of ${this.host}: ${reason}`, {
      host: this.host,
      hint: 'evenkeel apply installs and starts it; systemctl status evenkeel-writer says what it does.',
    })
  }

  /** The lines of `writer compare`. Throws with the guard's own message. */
  async compare(): Promise<ReadonlyMap<string, string>> {
    const result = await this.guard(['compare'])
    if (result.status !== 0) throw failureOf(result, this.host, 'compare itself with its peer')
    return readLines(result.stdout)
  }

  /**
   * Waits until the server replicates from its peer. Throws `check` with what its channel says.
   *
   * @param note is called with that while it waits
   */
  async untilFollowing(seconds: number, note: (text: string) => void = () => {}): Promise<void> {
    let seen = ''
    for (const until = performance.now() + seconds * 1000; performance.now() < until; await setTimeout(200)) {
      const { channel, channelError } = await this.state()
      if (channel === 'running') return
      seen = `the channel is ${channel}${channelError === '' ? '' : `: ${channelError}`}`
      note(seen)
    }
    throw new EvenkeelError('check', `${this.host} does not replicate after ${seconds} s: ${seen}`, { host: this.host })
  }

  /** Runs a subcommand of the guard, such as `hand-over 15`. A status other than 0 is a result, not an error. */
  guard(words: readonly (string | number)[], options: Omit<CommandOptions, 'input'> = {}): Promise<CommandResult> {
    return this.run(sh`exec ${this.#pair.paths.writer} ${words}`, options)
  }

  /** As {@link guard}, over a new login if the connection breaks, and for a subcommand that may be repeated. */
  async guardForSure(words: readonly (string | number)[]): Promise<CommandResult> {
    return retryOverNewLogin(this.#pool, this.host, { window: () => 0 }, async () => {
      const result = await this.guard(words)
      if (result.status === undefined) throw failureOf(result, this.host, `run ${words.join(' ')}`)
      return result
    })
  }

  /** Runs shell that may call `here SECONDS <SQL` of `engine/target/databases/client.sh`. */
  sql(script: Sh, options: Omit<CommandOptions, 'input'> = {}): Promise<CommandResult> {
    const { engine, port, hosts, paths } = this.#pair
    const peer = hosts.find(({ name }) => name !== this.host)?.address ?? ''
    const settings = sh`ENGINE=${engine} SOCKET=${paths.socket} PEER=${peer} PORT=${port} PEER_FILE=${paths.peerAccount}`
    return this.run(Sh.lines([settings, CLIENT, script]), options)
  }

  run(script: Sh, options: Omit<CommandOptions, 'input'> = {}): Promise<CommandResult> {
    return this.#pool.connection(this.host).script(script.script, options)
  }
}

/** Seconds since the guard wrote its state; undefined if it never did since the boot. */
function ageOf(printed: string): number | undefined {
  const lines = readLines(printed)
  const [uptime, at] = [Number(lines.get('uptime')), Number(lines.get('at') || Number.NaN)]
  return Number.isFinite(at) && Number.isFinite(uptime) ? Math.max(0, Math.round(uptime - at)) : undefined
}
