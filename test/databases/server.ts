import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { databaseRoot, type Engine } from './roots.ts'

export interface ServerOptions {
  /** An existing network namespace of `ip netns`; without it, the server has one of its own with only `lo`. */
  readonly namespace?: string
  /** Lines of the drop-in, below `[mysqld]`. */
  readonly settings?: readonly string[]
  readonly name?: string
  /** The shell that runs probes and steps: `sh`, which is dash, or `busybox sh`. */
  readonly shell?: readonly string[]
}

export interface Outcome {
  readonly status: number | null
  readonly output: string
  readonly errors: string
}

/** Where our drop-in stands, and what Debian starts. */
export const PLACES = {
  mariadb: { dropIn: '/etc/mysql/mariadb.conf.d/99-evenkeel.cnf', server: 'mariadbd', client: 'mariadb' },
  // MySQL sorts its files by name, and the last one counts: this one must come after mysqld.cnf, which binds to 127.0.0.1.
  mysql: { dropIn: '/etc/mysql/mysql.conf.d/zz-evenkeel.cnf', server: 'mysqld', client: 'mysql' },
} as const

const HOST = fileURLToPath(new URL('host.sh', import.meta.url))
const PID_FILE = '/run/mysqld/mysqld.pid'

/**
 * A host with a real server: namespaces of its own for mounts, processes, host name and network, a datadir that nobody
 * else has, and the usual paths, such as /run/mysqld/mysqld.sock. All ends with `await using`.
 */
export class DatabaseServer implements AsyncDisposable {
  readonly engine: Engine
  readonly shell: readonly string[]
  readonly #folder: string
  readonly #host: ChildProcess
  readonly #init: number
  #server: ChildProcess | undefined

  private constructor(engine: Engine, shell: readonly string[], folder: string, host: ChildProcess, init: number) {
    this.engine = engine
    this.shell = shell
    this.#folder = folder
    this.#host = host
    this.#init = init
  }

  /** Makes the host; the server does not run yet. */
  static async host(engine: Engine, options: ServerOptions = {}): Promise<DatabaseServer> {
    const root = await databaseRoot(engine, () => {})
    const folder = await mkdtemp(join(tmpdir(), 'evenkeel-database-'))
    const { namespace, settings = [], name = 'db1', shell = ['sh'] } = options
    const network = namespace === undefined ? [] : ['nsenter', `--net=/run/netns/${namespace}`]
    const own = ['--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child']
    const [program = '', ...words] = [...network, 'unshare', ...own, ...(namespace === undefined ? ['--net'] : [])]
    const host = spawn(program, [...words, 'sh', HOST, root, folder, name], { stdio: ['pipe', 'pipe', 'inherit'] })
    await firstLine(host)
    const server = new DatabaseServer(engine, shell, folder, host, await onlyChild(host.pid))
    await server.write(PLACES[engine].dropIn, ['[mysqld]', ...settings, ''].join('\n'))
    // A root file system is shared, and with it the identity that MySQL made when it was unpacked.
    await server.run('rm -f /var/lib/mysql/auto.cnf')
    return server
  }

  /** Makes the host and starts its server. */
  static async start(engine: Engine, options: ServerOptions = {}): Promise<DatabaseServer> {
    const server = await DatabaseServer.host(engine, options)
    try {
      await server.start()
    } catch (error) {
      await server[Symbol.asyncDispose]()
      throw error
    }
    return server
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#host.once('close', resolve))
    this.#host.stdin?.end()
    this.#host.kill('SIGKILL')
    await ended
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Writes a file of the host. */
  async write(path: string, content: string, mode = 0o644): Promise<void> {
    const there = `/proc/${this.#init}/root${join(this.#folder, 'root', path)}`
    await mkdir(dirname(there), { recursive: true })
    await writeFile(there, content, { mode })
  }

  /** The number, on this machine, of a process in the host's namespaces: for `nsenter`. */
  get init(): number {
    return this.#init
  }

  /** The words that run a program on the host; put the program's own words after them. */
  get enter(): readonly string[] {
    const namespaces = ['--mount', '--pid', '--uts', '--ipc', '--net']
    const clean = ['env', '-i', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C']
    return [
      'nsenter',
      '-t',
      `${this.#init}`,
      ...namespaces,
      'chroot',
      join(this.#folder, 'root'),
      ...clean,
      'HOME=/root',
    ]
  }

  /** Runs a script as root on the host. */
  async run(script: string, shell: readonly string[] = ['sh']): Promise<Outcome> {
    const [program = '', ...words] = [...this.enter, ...shell]
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] })
    return outcomeOf(child, script)
  }

  /** Runs SQL as root over the socket, and returns the rows, with tabs between the columns. Throws what fails. */
  async sql(text: string): Promise<string> {
    const { status, output, errors } = await this.run(text, [PLACES[this.engine].client, '-N', '-B', '-r'])
    if (status !== 0) throw new Error(`${this.engine}: ${errors.trim()}`)
    return output.trimEnd()
  }

  /** Starts the server and waits until it answers. */
  async start(): Promise<void> {
    const [program = '', ...words] = [
      ...this.enter,
      PLACES[this.engine].server,
      '--user=mysql',
      `--pid-file=${PID_FILE}`,
    ]
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] })
    const heard: Buffer[] = []
    child.stderr.on('data', (chunk: Buffer) => heard.push(chunk))
    this.#server = child
    const until = Date.now() + 300_000
    while (!(await this.answers())) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`${this.engine}: ${Buffer.concat(heard)}`)
      await sleep(100)
    }
  }

  async answers(): Promise<boolean> {
    const { status } = await this.run('SELECT 1;', [PLACES[this.engine].client])
    return status === 0
  }

  /** Sends a signal to the server, and waits until it has ended unless the signal lets it live. */
  async signal(name: 'TERM' | 'KILL' | 'STOP' | 'CONT'): Promise<void> {
    const ended = new Promise((resolve) => this.#server?.once('close', resolve))
    await this.run(`kill -${name} "$(cat ${PID_FILE})"`)
    if (name === 'TERM' || name === 'KILL') await ended
  }

  /** Stops the server in good order. */
  async stop(): Promise<void> {
    await this.signal('TERM')
  }
}

async function firstLine(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.stdout?.once('data', () => resolve())
  child.once('close', (status) => reject(new Error(`the host ended with status ${status}`)))
  await promise
}

async function onlyChild(pid: number | undefined): Promise<number> {
  return Number(await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8'))
}

async function outcomeOf(child: ReturnType<typeof spawn>, input: string): Promise<Outcome> {
  const output: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk))
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { status, output: `${Buffer.concat(output)}`, errors: `${Buffer.concat(errors)}` }
}
