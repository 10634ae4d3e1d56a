import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Facts } from '../../engine/facts.ts'
import { parseHostReading, probeScript } from '../../engine/probe.ts'
import type { Json, Resource } from '../../engine/resources/resource.ts'
import { type Sh, sh } from '../../engine/shell.ts'
import { script as targetScript } from '../../engine/target/scripts.ts'

const ENTER = fileURLToPath(new URL('enter.sh', import.meta.url))
const HOME = 'var/lib/evenkeel'

/** Kinds that can be converged without a kernel and a service manager. Packages are installed already. */
const CONVERGED = ['certificate', 'command', 'directory', 'file', 'link', 'rsyslog_module', 'user']
const NONLOCAL_BIND = 'sysctl:net.ipv4.ip_nonlocal_bind'

export interface Outcome {
  readonly status: number | null
  readonly output: string
}

/** The files of a host: the packages of a release, its name and interfaces, changed by evenkeel's real steps. */
export class UnpackedHost {
  readonly #root: string
  readonly #facts: Facts
  readonly #folder = mkdtempSync(join(tmpdir(), 'evenkeel-validators-'))
  #bindsNonlocal = false

  constructor(root: string, facts: Facts) {
    this.#root = root
    this.#facts = facts
    for (const part of [
      'root',
      'work',
      `upper/${HOME}/blobs`,
      `upper/${HOME}/runs/scratch/stages/1/step-1`,
      'upper/etc',
      // keepalived 2.3 refuses a tracked file without its folder, which the unit of the database guard makes.
      'upper/run/evenkeel-writer',
    ])
      mkdirSync(join(this.#folder, part), { recursive: true })
    const hosts = `127.0.0.1 localhost\n127.0.1.1 ${facts.hostname}\n`
    writeFileSync(join(this.#folder, 'upper/etc/hosts'), hosts)
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /**
   * Converges the resources that need no kernel, in their order and with their validators; then reads all again. Throws
   * the output if that fails.
   */
  async converge(all: readonly Resource[]): Promise<void> {
    this.#bindsNonlocal ||= all.some(({ id }) => id === NONLOCAL_BIND)
    const resources = all.filter(({ kind }) => CONVERGED.includes(kind))
    const before = this.#read(resources)
    const steps = resources.flatMap((resource) => resource.converge(before(resource), resource.desired))
    await this.#upload(steps)
    const whole = [
      targetScript('environment'),
      targetScript('prelude'),
      ...steps.map(({ script }) => `(\n${script}\n)`),
    ].join('\n')
    const { status, output } = this.run(`set -eu\n${whole}`)
    if (status !== 0) throw new Error(output)
    const after = this.#read(resources)
    const other = resources.filter((resource) => !resource.holds(resource.desired, after(resource)))
    if (other.length > 0) throw new Error(`not as described: ${other.map(({ id }) => id).join(', ')}`)
  }

  /** Validates an existing file, as its resource does before writing it. */
  validate(command: string, path: string): Outcome {
    return this.run(
      sh`sh -c ${command.replaceAll(/%%?/g, (found) => (found === '%%' ? '%' : '"$1"'))} validate ${path}`.script,
    )
  }

  /** Runs a script as root on this host. */
  run(script: string): Outcome {
    writeFileSync(join(this.#folder, 'upper/step.sh'), script)
    const { hostname, interfaces } = this.#facts
    const addresses = interfaces
      .filter(({ name }) => name !== 'lo')
      .flatMap(({ name, addresses }) => addresses.flatMap((address) => [name, address]))
    const words = [this.#root, this.#folder, hostname, this.#bindsNonlocal ? '1' : '0', ...addresses]
    const own = ['--mount', '--net', '--pid', '--uts', '--fork', '--kill-child']
    const { status, stdout, stderr } = spawnSync('unshare', [...own, 'sh', ENTER, ...words], {
      encoding: 'latin1',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { status, output: `${stdout}${stderr}` }
  }

  #read(resources: readonly Resource[]): (resource: Resource) => Json {
    const { hostname } = this.#facts
    const { readings } = parseHostReading(
      this.run([targetScript('environment'), probeScript(resources, false)].join('\n')).output,
      resources,
      hostname,
    )
    return ({ id }) => {
      const reading = readings.get(id)
      if (reading === undefined || 'notYet' in reading) throw new Error(`cannot read ${id}`)
      return reading.state
    }
  }

  async #upload(steps: readonly Sh[]): Promise<void> {
    for (const blob of steps.flatMap(({ blobs }) => blobs)) {
      const chunks: Uint8Array[] = []
      for await (const chunk of blob.bytes()) chunks.push(chunk)
      writeFileSync(join(this.#folder, 'upper', HOME, 'blobs', blob.sha256), Buffer.concat(chunks), { mode: 0o600 })
    }
  }
}
