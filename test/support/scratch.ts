import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json, Reading, Resource } from '../../engine/resources/resource.ts'
import { type Sh, sh } from '../../engine/shell.ts'
import { script as targetScript } from '../../engine/target/scripts.ts'

/** Shells of this machine that a host may have as /bin/sh, each program once. */
export const shells: readonly (readonly string[])[] = [
  ...new Map(
    [['bash', '--posix'], ['busybox', 'sh'], ['dash'], ['sh']].flatMap((shell) => {
      const [program = '', ...options] = shell
      const { status, stdout } = spawnSync(program, [...options, '-c', 'echo "$(readlink /proc/$$/exe)"'], {
        encoding: 'utf8',
      })
      return status === 0 ? [[stdout, shell] as const] : []
    }),
  ).values(),
]

/** The account that runs the tests: only root can give files to another one. */
export const me = { owner: nameOf('-un'), group: nameOf('-gn') }

function nameOf(option: string): string {
  return execFileSync('id', [option], { encoding: 'utf8' }).trim()
}

/** Waits until a process has a mount namespace of its own; false if it gets none. */
function isElsewhere(pid: number): boolean {
  for (let tries = 0; tries < 1000; tries++) {
    try {
      const isOther = readlinkSync(`/proc/${pid}/ns/mnt`) !== readlinkSync('/proc/self/ns/mnt')
      if (isOther && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sleep\n') return true
    } catch {
      return false
    }
    execFileSync('sleep', ['0.01'])
  }
  return false
}

export interface Outcome {
  readonly status: number | null
  readonly output: string
}

/** A folder in which probes and steps run as they would on a host. */
export class Scratch {
  readonly #shell: readonly string[]
  readonly root = mkdtempSync(join(tmpdir(), 'evenkeel-resources-'))
  readonly #environment: NodeJS.ProcessEnv
  #steps = 0
  #namespace: ChildProcess | undefined

  constructor(shell: readonly string[]) {
    this.#shell = shell
    const home = join(this.root, 'home')
    mkdirSync(join(home, 'blobs'), { recursive: true })
    mkdirSync(join(home, 'step'))
    mkdirSync(join(this.root, 'etc'))
    chmodSync(this.root, 0o755)
    this.#environment = {
      PATH: process.env.PATH,
      LC_ALL: 'C',
      EVENKEEL_HOME: home,
      EVENKEEL_STEP: join(home, 'step'),
      // A test's outcome does not depend on what this machine has installed.
      EVENKEEL_INIT: join(this.root, 'etc'),
    }
  }

  [Symbol.dispose](): void {
    this.#namespace?.kill('SIGKILL')
    rmSync(this.root, { recursive: true, force: true })
  }

  /**
   * Mounts something for this host alone. Returns the path by which it is seen from outside, or undefined if this machine
   * allows no mounts.
   */
  mount(words: readonly string[], at: string): string | undefined {
    if (this.#namespace === undefined) {
      // It goes with the last process in it.
      const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'sleep', '600'], { stdio: 'ignore' })
      holder.on('error', () => {})
      holder.unref()
      if (holder.pid === undefined || !isElsewhere(holder.pid)) return undefined
      this.#namespace = holder
    }
    const inside = this.#inside()
    const { status } = spawnSync('nsenter', [...inside, 'mount', ...words, at])
    return status === 0 ? `/proc/${this.#namespace.pid}/root${at}` : undefined
  }

  #inside(): readonly string[] {
    return this.#namespace === undefined ? [] : ['-t', `${this.#namespace.pid}`, '-m']
  }

  /** The folder of the last step. */
  get step(): string {
    return this.#environment.EVENKEEL_STEP ?? ''
  }

  path(...parts: readonly string[]): string {
    return join(this.root, 'etc', ...parts)
  }

  text(...parts: readonly string[]): string {
    return readFileSync(this.path(...parts), 'utf8')
  }

  /** Replaces a program on this host by a script. */
  pretend(name: string, script: string): void {
    const bin = join(this.root, 'bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    this.#environment.EVENKEEL_PATH = bin
  }

  /** Reads the resource; throws the probe's output if it fails. */
  read(resource: Resource): Reading<Json> {
    const { status, output } = this.run(resource.probe, '')
    if (status !== 0) throw new Error(output)
    return resource.parse(output)
  }

  state(resource: Resource): Json {
    const reading = this.read(resource)
    if ('notYet' in reading) throw new Error(reading.notYet)
    return reading.state
  }

  preview(resource: Resource): string {
    if (resource.preview === undefined) return ''
    return this.run(sh`answered=$(${resource.probe} 2>&1)\n${resource.preview}`, '').output
  }

  /** Converges as a run does, in a step of its own: backup first, and blobs uploaded before each step. */
  async converge(resource: Resource, from: Json, to: Json): Promise<Outcome> {
    this.#environment.EVENKEEL_STEP = join(
      this.root,
      'home/runs/20260101-000000-test/stages/1',
      `step-${++this.#steps}`,
    )
    mkdirSync(this.#environment.EVENKEEL_STEP, { recursive: true })
    return this.#runAll([...resource.backup(from), ...resource.converge(from, to)])
  }

  /** Undoes the last step. */
  undo(resource: Resource, from: Json, to: Json): Promise<Outcome> {
    return this.#runAll(resource.converge(to, from).map((one) => sh`direction=undo\n${one}`))
  }

  async #runAll(scripts: readonly Sh[]): Promise<Outcome> {
    let printed = ''
    for (const script of scripts) {
      await this.#upload(script)
      const { status, output } = this.run(script, '-eu')
      printed += output
      if (status !== 0) return { status, output: printed }
    }
    return { status: 0, output: printed }
  }

  async #upload(script: Sh): Promise<void> {
    for (const blob of script.blobs.filter(({ isHere }) => isHere)) {
      const chunks: Uint8Array[] = []
      for await (const chunk of blob.bytes()) chunks.push(chunk)
      writeFileSync(join(this.root, 'home', 'blobs', blob.sha256), Buffer.concat(chunks), { mode: 0o600 })
    }
  }

  run(script: Sh, options: string): Outcome {
    const [program = 'sh', ...first] =
      this.#namespace === undefined ? this.#shell : ['nsenter', ...this.#inside(), ...this.#shell]
    // A file: the kernel takes no argument of more than 128 KB.
    const path = join(this.root, 'script.sh')
    writeFileSync(path, `${targetScript('environment')}\n${targetScript('prelude')}\n${script}\n`)
    const { status, stdout, stderr } = spawnSync(program, [...first, ...(options === '' ? [] : [options]), path], {
      env: this.#environment,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { status, output: `${stdout}${stderr}` }
  }
}
