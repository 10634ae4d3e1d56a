import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { CLAIM, type Crash, writeShims } from './crash.ts'
import { killAll, processesOf, signal } from './processes.ts'
import { type Facts, readFacts, readTree, type Tree, writeTree } from './tree.ts'

/** The output of a script, and whether the wanted crash happened. */
export interface Outcome {
  readonly printed: string
  readonly crashed: boolean
}

export const RUN = '20260101-000000-test'
/** Timeout of a script in seconds; on a loaded machine the longest takes a tenth of it. */
const TIMEOUT = 400
const FINAL = ['committed', 'reverted', 'stuck', 'abandoned']
const STATES = ['open', 'expecting', 'reverting', ...FINAL]

/** A folder that plays a host: its tree, evenkeel's own folder with one run, its clock, and any shell. */
export class ScratchHost {
  readonly folder: string
  readonly root: string
  readonly home: string
  readonly run: string
  readonly #shell: readonly string[]
  #boots = 0
  #crashes = 0
  #uptime = 0

  constructor(shell: readonly string[], before: Tree) {
    this.#shell = shell
    this.folder = mkdtempSync(join(tmpdir(), 'evenkeel-property-'))
    this.root = join(this.folder, 'root')
    this.home = join(this.folder, 'home')
    this.run = join(this.home, 'runs', RUN)
    for (const folder of ['root', 'home/lock', 'home/blobs', `home/runs/${RUN}`, 'bin', 'shell', 'crash'])
      mkdirSync(join(this.folder, folder), { recursive: true, mode: 0o700 })
    mkdirSync(join(this.folder, 'proc/sys/kernel/random'), { recursive: true })
    writeTree(this.root, before)
    writeFileSync(join(this.home, 'lock/owner'), `{"run":"${RUN}"}\n`)
    // Starts no units: each case runs the guard itself.
    writeFileSync(join(this.folder, 'bin/systemd-run'), '#!/bin/sh\n')
    chmodSync(join(this.folder, 'bin/systemd-run'), 0o755)
    writeShims(join(this.folder, 'shims'))
    this.boot()
    const [program = ''] = shell
    if (shell.length > 1) symlinkSync(program, join(this.folder, 'shell/sh'))
  }

  async remove(): Promise<void> {
    await killAll(this.folder)
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** The state of the run, which is the name of one file; all names if there are several. */
  get state(): string {
    const found = existsSync(this.run)
      ? readdirSync(this.run).filter((name) => STATES.includes(name.split('.')[0] ?? ''))
      : []
    return found.map((name) => name.split('.')[0]).join(' and ') || 'nothing'
  }

  get isAtRest(): boolean {
    return FINAL.includes(this.state)
  }

  get isLocked(): boolean {
    return existsSync(join(this.home, 'lock'))
  }

  tree(): Tree {
    return readTree(this.root)
  }

  facts(): Facts {
    return readFacts(this.root)
  }

  text(...path: readonly string[]): string {
    const file = join(this.folder, ...path)
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  /** Kills everything, and restarts the clock under another boot id. */
  async powerCut(): Promise<void> {
    await killAll(this.folder)
    this.boot()
  }

  boot(): void {
    this.#boots += 1
    writeFileSync(join(this.folder, 'proc/sys/kernel/random/boot_id'), `boot-${this.#boots}\n`)
    this.#uptime = 0
    this.pass(100)
  }

  pass(seconds: number): void {
    this.#uptime += seconds
    const uptime = join(this.folder, 'proc/uptime')
    writeFileSync(`${uptime}.new`, `${this.#uptime}.00 0.00\n`)
    renameSync(`${uptime}.new`, uptime)
  }

  /** A description for the reader of a failed case. */
  story(): string {
    const run = ['home/runs', RUN]
    const logs = spawnSync('sh', ['-c', 'tail -n 5 stages/*/step-*/*.log 2>/dev/null'], {
      cwd: this.run,
      encoding: 'utf8',
    })
    return [
      `state: ${this.state}`,
      'journal:',
      this.text(...run, 'journal'),
      'events:',
      this.text(...run, 'events'),
      logs.stdout,
    ].join('\n')
  }

  /** Some process still runs, other than the watchers of a step or a lease. */
  busy(): boolean {
    return processesOf(this.folder).some(({ command }) => !/limit\.sh|^sleep|guard\.sh watch/.test(command))
  }

  /** Runs a script, given by its path, and crashes it as `crash` says. */
  async script(words: readonly string[], cwd: string, crash?: Crash): Promise<Outcome> {
    const scene = join(this.folder, 'crash', `${++this.#crashes}`)
    mkdirSync(scene)
    writeFileSync(join(scene, 'count'), '0\n')
    const child = this.#spawn(words, cwd, scene, crash)
    const printed = outputOf(child)
    if (crash !== undefined && (await isStopped(child, scene))) {
      await this.#crash(child, scene, crash)
      child.stdout?.destroy()
      return { printed: '', crashed: true }
    }
    return { printed: await this.#withTimeout(printed, words), crashed: false }
  }

  /** Throws if the script does not end; only its processes show what it waits for. */
  async #withTimeout<Value>(result: Promise<Value>, words: readonly string[]): Promise<Value> {
    const timer = new AbortController()
    const timeout = setTimeout(1000 * TIMEOUT, undefined, { signal: timer.signal }).then(() => {
      const left = processesOf(this.folder).map(({ pid, command }) => `${pid} ${command}`)
      throw new Error([`"${words.join(' ')}" does not end; these processes still run`, ...left].join('\n'))
    })
    try {
      return await Promise.race([result, timeout])
    } finally {
      timer.abort()
      timeout.catch(() => undefined)
    }
  }

  #spawn(words: readonly string[], cwd: string, scene: string, crash: Crash | undefined): ChildProcess {
    const shims = crash === undefined ? [] : [join(this.folder, 'shims')]
    const shells = this.#shell.length > 1 ? [join(this.folder, 'shell')] : []
    const [program = 'sh', ...options] = this.#shell
    return spawn(program, [...options, ...words], {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: [...shims, join(this.folder, 'bin'), ...shells, process.env.PATH].join(delimiter),
        LC_ALL: 'C',
        EVENKEEL_HOME: this.home,
        EVENKEEL_PROC: join(this.folder, 'proc'),
        EVENKEEL_UNITS: join(this.folder, 'units'),
        EVENKEEL_PATH: [...shims, ...shells].join(delimiter),
        CRASH: scene,
        CRASH_CALL: String(crash?.call),
        CRASH_WHEN: crash?.when,
      },
    })
  }

  async #crash(child: ChildProcess, scene: string, crash: Crash): Promise<void> {
    const [stopped = '', program, ...words] = readFileSync(join(scene, 'now'), 'utf8').trim().split(' ')
    const pid = child.pid ?? 0
    if (crash.kind === 'power') {
      await this.powerCut()
      const journal = words.at(-1) ?? ''
      if (program === 'sync' && journal.endsWith('/journal') && crash.when === 'before')
        tearLastLine(journal, crash.torn)
      tear(join(this.run, 'events'), crash.torn)
      return
    }
    signal(crash.kind === 'group' ? -pid : pid, 'SIGKILL')
    const goOn = () => signal(Number(stopped), 'SIGCONT')
    if (crash.lag === 0) goOn()
    else void setTimeout(crash.lag).then(goOn)
  }
}

/**
 * Resolves to true if a process stopped at the crash before the script ended. Processes that the script leaves running
 * must not stop later, as nothing would continue them.
 */
async function isStopped(child: ChildProcess, scene: string): Promise<boolean> {
  const gone = new Promise<boolean>((resolve) => child.once('exit', () => resolve(true)))
  const now = join(scene, 'now')
  for (let ended = false; !ended; ) {
    if (existsSync(now)) return true
    ended = await Promise.race([gone, setTimeout(3).then(() => false)])
  }
  // The process that has made the claim writes `now` at once, unless it is killed just then.
  for (let waits = 0; waits < 1000 && !claim(scene); waits++) {
    if (existsSync(now)) return true
    await setTimeout(3)
  }
  return false
}

function claim(scene: string): boolean {
  try {
    mkdirSync(join(scene, CLAIM))
    return true
  } catch {
    return false
  }
}

function outputOf(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return new Promise((resolve) => child.once('close', () => resolve(text)))
}

/** A line that is written and not yet synced may be lost in part. */
function tearLastLine(path: string, bytes: number): void {
  const last = readFileSync(path, 'utf8').split('\n').at(-2) ?? ''
  tear(path, Math.min(bytes, last.length + 1))
}

function tear(path: string, bytes: number): void {
  if (!existsSync(path)) return
  const content = readFileSync(path)
  writeFileSync(path, content.subarray(0, Math.max(0, content.length - bytes)))
}
