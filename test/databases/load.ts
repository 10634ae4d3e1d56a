import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseRoot, type Engine } from './roots.ts'
import { PLACES } from './server.ts'

/** A row whose commit a server has acknowledged to a client. */
export interface Acknowledged {
  readonly id: string
  readonly address: string
  readonly at: number
}

export interface LoadOptions {
  readonly engine: Engine
  /** The network namespace of the client. */
  readonly namespace: string
  readonly address: string
  readonly password: string
  /** Pause after each row, in milliseconds. */
  readonly pause?: number
  readonly sessions?: number
}

/** Clients that insert rows, one after the other, and remember those that were acknowledged. They reconnect for ever. */
export class Load {
  readonly acknowledged: Acknowledged[] = []
  readonly #options: LoadOptions
  readonly #running: Promise<void>[] = []
  #isOver = false

  constructor(options: LoadOptions) {
    this.#options = options
    for (let session = 0; session < (options.sessions ?? 1); session++) this.#running.push(this.#session(session))
  }

  async stop(): Promise<readonly Acknowledged[]> {
    this.#isOver = true
    await Promise.all(this.#running)
    return this.acknowledged
  }

  /** The longest time without an acknowledged row, in milliseconds. */
  longestPause(): number {
    const times = this.acknowledged.map(({ at }) => at).sort((a, b) => a - b)
    return Math.max(0, ...times.slice(1).map((at, index) => at - (times[index] ?? at)))
  }

  async #session(session: number): Promise<void> {
    const name = `${this.#options.address}/${session}/${Date.now()}`
    for (let connection = 0; !this.#isOver; connection++) {
      await this.#connection(`${name}/${connection}`)
      await sleep(20)
    }
  }

  async #connection(name: string): Promise<void> {
    const client = await this.#client()
    const answers = createInterface({ input: client.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
    try {
      for (let number = 0; !this.#isOver; number++) {
        const id = `${name}/${number}`
        client.stdin?.write(`INSERT INTO shop.orders (id) VALUES ('${id}'); SELECT '${id}';\n`)
        const answer = await Promise.race([answers.next(), sleep(15_000)])
        if (answer === undefined || answer.done === true || answer.value !== id) return
        this.acknowledged.push({ id, address: this.#options.address, at: performance.now() })
        if (this.#options.pause !== undefined) await sleep(this.#options.pause)
      }
    } finally {
      client.kill('SIGKILL')
    }
  }

  async #client(): Promise<ChildProcess> {
    const { engine, namespace, address, password } = this.#options
    const root = await databaseRoot(engine, () => {})
    const tls = engine === 'mysql' ? ['--get-server-public-key'] : []
    const words = [
      '--no-defaults',
      '-h',
      address,
      '-u',
      'app',
      '-N',
      '-B',
      '-r',
      '--unbuffered',
      '--connect-timeout=1',
      ...tls,
    ]
    const client = spawn(
      'nsenter',
      [
        `--net=/run/netns/${namespace}`,
        'chroot',
        root,
        'env',
        `MYSQL_PWD=${password}`,
        PLACES[engine].client,
        ...words,
      ],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    )
    client.stdin?.on('error', () => {})
    return client
  }
}

/**
 * How often acknowledgements changed from one address to another. If two servers acknowledge at the same time, it is more
 * than the number of moves of the writer.
 */
export function changesOfWriter(acknowledged: readonly Acknowledged[]): number {
  const inTime = [...acknowledged].sort((a, b) => a.at - b.at)
  return inTime.filter((one, index) => index > 0 && one.address !== inTime[index - 1]?.address).length
}
