import { setTimeout } from 'node:timers/promises'
import type { HostPool } from '../../host-pool.ts'
import { sh, shFile } from '../../shell.ts'
import { readLines } from '../guard-state.ts'
import type { DatabasePair } from '../pair.ts'

const ANSWER = shFile(new URL('./ask-answer.sh', import.meta.url))
/** Milliseconds between two questions. */
const INTERVAL = 20

/** A question to the guard at the VIP, by the clock of the controller in milliseconds. */
export interface Asked {
  readonly sent: number
  readonly received: number
  /** The server that answered that it is open. */
  readonly serverId: string | undefined
}

/** The longest time between two answers of an open server. */
export interface Gap {
  readonly milliseconds: number
  /** How many questions were not answered by an open server in it. */
  readonly unanswered: number
}

/** From an answer to the next one: each counts when its question was sent, as the server was open no later than that. */
export function longestGap(asked: readonly Asked[]): Gap {
  let longest: Gap = { milliseconds: 0, unanswered: 0 }
  let last: Asked | undefined
  let unanswered = 0
  for (const one of asked) {
    if (one.serverId === undefined) {
      unanswered += 1
      continue
    }
    const milliseconds = last === undefined ? 0 : one.received - last.sent
    if (last !== undefined && unanswered > 0 && milliseconds > longest.milliseconds)
      longest = { milliseconds, unanswered }
    last = one
    unanswered = 0
  }
  return longest
}

/** Asks the guard at the VIP from a client, again and again, until it is stopped. */
export class PauseWatch {
  readonly client: string
  readonly #asked: Asked[] = []
  #stopped = false
  #failure: string | undefined
  readonly #asking: Promise<void>

  constructor(pool: HostPool, pair: DatabasePair, client: string) {
    this.client = client
    this.#asking = this.#ask(pool, pair)
  }

  async #ask(pool: HostPool, { vip, answerPort }: DatabasePair): Promise<void> {
    const url = `http://${vip.includes(':') ? `[${vip}]` : vip}:${answerPort}/`
    const script = sh`${ANSWER}\nask_answer ${url}`.script
    while (!this.#stopped) {
      const sent = performance.now()
      try {
        const { status, stdout } = await pool.connection(this.client).script(script)
        if (status === 127) throw new Error('it has neither curl nor wget')
        const lines = readLines(stdout)
        const serverId = status === 0 && lines.get('open') === 'yes' ? lines.get('server_id') : undefined
        this.#asked.push({ sent, received: performance.now(), serverId })
      } catch (failure) {
        this.#failure = failure instanceof Error ? failure.message : String(failure)
        return
      }
      await setTimeout(INTERVAL)
    }
  }

  /** The server that answered last. */
  get lastAnswer(): string | undefined {
    return this.#asked.findLast(({ serverId }) => serverId !== undefined)?.serverId
  }

  get isAsking(): boolean {
    return this.#failure === undefined
  }

  /** Ends the questions. Returns the longest gap, or why there is none. */
  async stop(): Promise<Gap | { readonly cannot: string }> {
    this.#stopped = true
    await this.#asking
    if (this.#failure !== undefined) return { cannot: this.#failure }
    if (this.lastAnswer === undefined) return { cannot: 'no open server answered it' }
    return longestGap(this.#asked)
  }
}
