import { execFile, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { CommandOptions, CommandResult, Connection, HostTarget } from '../../engine/host/connection.ts'
import type { Sh } from '../../engine/shell.ts'

const execute = promisify(execFile)

/** Bytes: tests start processes whose arguments hold whole scripts. */
const MOST_PROCESSES = 256 * 1024 * 1024

/** Breaks the connection of the next command that matches `command`: before it is sent, or at a line of its output. */
export interface Break {
  readonly command: RegExp
  readonly at: 'sending' | RegExp
}

/**
 * A "host" in a scratch folder: evenkeel's real scripts run in a real sh, but the journal is in the folder, and `id`
 * reports root.
 */
export class LocalHost {
  readonly name: string
  readonly folder: string
  /** The number of commands that were sent, over all logins. */
  commands = 0
  logins = 0
  /** Each break happens once. */
  readonly breaks: Break[] = []
  /** What its logins have in their environment, besides that of the tests. */
  readonly login: Record<string, string> = {}
  readonly #shell: string

  private constructor(name: string, folder: string, shell: string) {
    this.name = name
    this.folder = folder
    this.#shell = shell
  }

  static async make(name: string, shell = '/bin/sh'): Promise<LocalHost> {
    const folder = await mkdtemp(join(tmpdir(), `evenkeel-${name}-`))
    const host = new LocalHost(name, folder, shell)
    await mkdir(join(folder, 'bin'))
    await mkdir(join(folder, 'root'))
    await host.pretend('id', `case $1 in -u) echo 0 ;; *) exec /usr/bin/id "$@" ;; esac`)
    await host.pretend('systemd-run', 'while test "$1" != sh; do shift; done; setsid "$@" </dev/null >/dev/null 2>&1 &')
    return host
  }

  /** The folder of evenkeel's journal. */
  get home(): string {
    return join(this.folder, 'home')
  }

  /** A path in the part of the scratch folder that playbooks may change. */
  path(name: string): string {
    return join(this.folder, 'root', name)
  }

  /** The environment of its logins. */
  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...this.login,
      EVENKEEL_HOME: this.home,
      EVENKEEL_UNITS: join(this.folder, 'units'),
      EVENKEEL_PATH: join(this.folder, 'bin'),
      LC_ALL: 'C',
      PATH: `${this.folder}/bin:${process.env.PATH}`,
    }
  }

  get target(): HostTarget {
    return { name: this.name, address: '127.0.0.1' }
  }

  connect(): Connection {
    this.logins += 1
    const host = this
    return {
      host: this.name,
      get commands() {
        return host.commands
      },
      script: (script, options) =>
        this.#breakable(script, { ...options, input: bytes(script) }, (kept) =>
          this.#run(['-c', 'eval "$(cat)"'], kept),
        ),
      command: ({ script }: Sh, options) =>
        this.#breakable(script, options ?? {}, (kept) => this.#run(['-c', script], kept)),
      close() {},
    }
  }

  /** Waits until no process of evenkeel runs here: the guard notices the end of a run only at its next poll. */
  async untilQuiet(): Promise<void> {
    for (;;) {
      const { stdout } = await execute('ps', ['-eo', 'args'], { maxBuffer: MOST_PROCESSES })
      if (!stdout.includes(`${this.home}/runs`)) return
      await setTimeout(100)
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  /** Replaces a command on this host by a script. */
  async pretend(name: string, script: string): Promise<void> {
    const path = join(this.folder, 'bin', name)
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
  }

  /** A broken connection does not end the command on the host; only its output is lost. */
  async #breakable(
    script: string,
    options: CommandOptions,
    run: (options: CommandOptions) => Promise<CommandResult>,
  ): Promise<CommandResult> {
    const found = this.breaks.findIndex(({ command }) => command.test(script))
    const [broken] = found < 0 ? [] : this.breaks.splice(found, 1)
    if (broken === undefined) return run(options)
    const lost = new EvenkeelError('lost', `${this.name} is gone`)
    const { at } = broken
    if (at === 'sending') throw lost
    return new Promise((resolve, reject) => {
      let gone = false
      const onLine = (line: string) => {
        gone ||= at.test(line)
        if (gone) reject(lost)
        else options.onLine?.(line)
      }
      run({ ...options, onLine }).then(resolve, reject)
    })
  }

  #run(parameters: string[], options: CommandOptions): Promise<CommandResult> {
    this.commands += 1
    const child = spawn(this.#shell, parameters, { env: this.environment, cwd: '/' })
    const stdout: Buffer[] = []
    let pending = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (options.onLine === undefined) {
        stdout.push(chunk)
        return
      }
      const lines = (pending + chunk.toString('latin1')).split('\n')
      pending = lines.pop() ?? ''
      for (const line of lines) options.onLine(line)
    })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    void feed(child.stdin, options.input)
    return new Promise((resolve) => {
      child.on('close', (code) => {
        resolve({
          status: code ?? undefined,
          stdout: Buffer.concat(stdout).toString('latin1'),
          stderr,
          truncated: false,
        })
      })
    })
  }
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

async function feed(stdin: NodeJS.WritableStream, input: AsyncIterable<Uint8Array> | undefined): Promise<void> {
  stdin.on('error', () => {})
  for await (const chunk of input ?? []) stdin.write(chunk)
  stdin.end()
}
