import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import type { ProviderName } from '../../lab/provider.ts'
import { difference } from '../../lab/snapshot.ts'
import { ensureExampleSecrets } from '../../scripts/picture/example-secrets.ts'
import { type Answer, Cluster } from './cluster.ts'

/** A change of the playbook or the inventory. */
export interface Edit {
  readonly file: 'playbook' | 'inventory'
  edit(content: string): string
}

/** A ready playbook, its hosts, and what boots them; UML if nothing is said. */
export interface Living {
  readonly name: string
  readonly managed: readonly string[]
  readonly provider?: ProviderName
}

/** The lab of a ready playbook, playbooks/NAME.yml with inventory/NAME.yml, with fresh hosts. */
export class Life {
  readonly cluster: Cluster
  readonly managed: readonly string[]
  fresh: readonly string[][] = []
  #folder = ''
  readonly #name: string

  constructor({ name, managed, provider }: Living) {
    this.#name = name
    this.managed = managed
    ensureExampleSecrets()
    this.cluster = new Cluster(`inventory/${name}.yml`, { provider })
  }

  async boot(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), `evenkeel-${this.#name}-`))
    await this.cluster.lab('down')
    await this.cluster.lab('up')
    this.fresh = await this.snapshots()
  }

  async end(): Promise<void> {
    await this.cluster.lab('down')
    await rm(this.#folder, { recursive: true })
  }

  /** Runs a command with the playbook. Asserts that it exits with 0. */
  async evenkeel(t: ExecutionContext, command: string, ...flags: string[]): Promise<Answer> {
    const answer = await this.cluster.evenkeel(command, `playbooks/${this.#name}.yml`, ...flags)
    t.is(answer.status, 0, outputOf(answer))
    return answer
  }

  /** Applies copies of playbook and inventory, one of them edited. */
  async applyChanged(t: ExecutionContext, { file, edit }: Edit): Promise<void> {
    const paths = { playbook: `playbooks/${this.#name}.yml`, inventory: `inventory/${this.#name}.yml` }
    const content = await readFile(paths[file], 'utf8')
    const edited = edit(content)
    if (edited === content) throw new Error(`nothing in ${paths[file]} is edited`)
    const copy = join(this.#folder, `${file}.yml`)
    await writeFile(copy, edited)
    paths[file] = copy
    const words = ['apply', paths.playbook, '-i', paths.inventory, '--yes']
    const answer = await this.cluster.controller('bin/evenkeel', ...words)
    t.is(answer.status, 0, outputOf(answer))
  }

  async rollBack(t: ExecutionContext): Promise<void> {
    const answer = await this.cluster.evenkeel('rollback', '--yes')
    t.is(answer.status, 0, outputOf(answer))
  }

  /** Without the counters of connections in IPVS. */
  async snapshots(): Promise<string[][]> {
    const all = await this.cluster.snapshots(this.managed)
    return all.map((lines) => lines.map((line) => line.replace(/^( +-> .*?) +\d+ +\d+ *$/, '$1')))
  }

  assertSame(t: ExecutionContext, before: readonly string[][], after: readonly string[][]): void {
    for (const [index, host] of this.managed.entries()) t.deepEqual(difference(before[index], after[index]), [], host)
  }
}

function outputOf({ stdout, stderr }: Answer): string {
  return stdout + stderr
}
