import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { VIP } from './network.ts'
import type { Pair } from './pair.ts'
import { databaseRoot } from './roots.ts'
import { PLACES } from './server.ts'

/** Milliseconds after which a writer without an answer connects again. */
const PATIENCE = 1500

/** A client that writes rows through the VIP, one after the other, and remembers which ones were acknowledged. */
export class AcknowledgedWriter implements AsyncDisposable {
  readonly #words: readonly string[]
  readonly #interval: number
  readonly acknowledged = new Set<number>()
  /** The longest time between two acknowledgements, in milliseconds. */
  longestGap = 0
  #last = 0
  #next = 1
  #stopped = false
  #client: ChildProcess | undefined
  #answered: (id: number) => void = () => {}
  readonly #writing: Promise<void>

  private constructor(words: readonly string[], interval: number) {
    this.#words = words
    this.#interval = interval
    this.#writing = this.#write()
  }

  /** @param rate rows a second */
  static async start(pair: Pair, rate: number): Promise<AcknowledgedWriter> {
    const root = await databaseRoot(pair.engine, () => {})
    const client = [PLACES[pair.engine].client, `--host=${VIP}`, '--user=app', '--password=guards-password']
    const options = [
      '-N',
      '-B',
      '-n',
      '--connect-timeout=1',
      ...(pair.engine === 'mysql' ? ['--get-server-public-key'] : []),
    ]
    return new AcknowledgedWriter(
      ['netns', 'exec', pair.network.hub, 'chroot', root, ...client, ...options],
      1000 / rate,
    )
  }

  /** Starts to measure gaps anew, and returns the longest one so far. */
  takeGap(): number {
    const gap = this.longestGap
    this.longestGap = 0
    return gap
  }

  async #write(): Promise<void> {
    while (!this.#stopped) {
      const due = performance.now() + this.#interval
      const id = this.#next++
      if (await this.#insert(id)) this.#note(id)
      else await this.#disconnect()
      await sleep(Math.max(0, due - performance.now()))
    }
    await this.#disconnect()
  }

  #note(id: number): void {
    const now = performance.now()
    if (this.#last > 0) this.longestGap = Math.max(this.longestGap, now - this.#last)
    this.#last = now
    this.acknowledged.add(id)
  }

  async #insert(id: number): Promise<boolean> {
    const client = this.#client ?? this.#connect()
    const answer = new Promise<boolean>((resolve) => {
      this.#answered = (answered) => answered === id && resolve(true)
      client.once('close', () => resolve(false))
    })
    client.stdin?.write(`INSERT INTO shop.orders VALUES (${id});\nSELECT ${id};\n`)
    return Promise.race([answer, sleep(PATIENCE, false)])
  }

  #connect(): ChildProcess {
    const client = spawn('ip', this.#words, { stdio: ['pipe', 'pipe', 'ignore'] })
    client.stdin.on('error', () => {})
    createInterface({ input: client.stdout }).on('line', (line) => this.#answered(Number(line)))
    this.#client = client
    return client
  }

  async #disconnect(): Promise<void> {
    this.#client?.kill('SIGKILL')
    this.#client = undefined
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#writing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
