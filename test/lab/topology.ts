import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { difference } from '../../lab/snapshot.ts'
import { type Answer, Cluster } from './cluster.ts'
import { reboot } from './reboot.ts'

/** Asserts something by commands that know nothing of evenkeel. */
export type Proof = (t: ExecutionContext, cluster: Cluster) => Promise<void>

/** One thing that its operator changes. */
export interface Change {
  readonly title: string
  readonly file: 'playbook' | 'inventory'
  edit(content: string): string
  /** That it came about. */
  readonly proof: Proof
}

/** A ready playbook with its inventory, playbooks/NAME.yml and inventory/NAME.yml, and how one sees that it works. */
export interface Topology {
  readonly name: string
  readonly managed: readonly string[]
  /** What it is for. Holds after the first apply, after a reboot of all hosts, and when the change was taken back. */
  readonly serves: Proof
  /** What else it promises, by title; each one leaves the cluster as it found it. */
  readonly proofs: Readonly<Record<string, Proof>>
  readonly change: Change
}

/** Registers the tests of its whole life: from fresh hosts, and back to them. */
export function testTopology(topology: Topology): void {
  const life = new Life(topology)
  const { cluster, managed } = life
  test.before(() => life.boot())
  test.after.always(() => life.end())

  test.serial('apply on fresh hosts brings it up, and verify holds', async (t) => {
    await life.evenkeel(t, 'apply', '--yes')
    await topology.serves(t, cluster)
    await life.evenkeel(t, 'verify')
  })
  for (const [title, proof] of Object.entries(topology.proofs)) test.serial(title, (t) => proof(t, cluster))

  test.serial('a second apply changes nothing', async (t) => {
    t.regex((await life.evenkeel(t, 'apply', '--yes')).stdout, /Nothing to do/)
  })

  test.serial('it comes back when all hosts are rebooted', async (t) => {
    await Promise.all(managed.map((host) => reboot(cluster, host)))
    for (const host of managed) await cluster.tryOn(host, 'timeout 120 systemctl is-system-running --wait')
    await topology.serves(t, cluster)
    await life.evenkeel(t, 'verify')
  })

  test.serial(`${topology.change.title}, and a rollback of that takes it back`, async (t) => {
    const before = await life.snapshots()
    const answer = await life.applyChanged()
    t.is(answer.status, 0, said(answer))
    await topology.change.proof(t, cluster)
    await life.rollBack(t)
    life.assertSame(t, before, await life.snapshots())
    await topology.serves(t, cluster)
  })

  test.serial('a rollback of the first run leaves the hosts as they were', async (t) => {
    await life.rollBack(t)
    life.assertSame(t, life.fresh, await life.snapshots())
  })
}

/** What happens to one topology's lab. */
class Life {
  readonly cluster: Cluster
  readonly managed: readonly string[]
  fresh: readonly string[][] = []
  #folder = ''
  readonly #topology: Topology

  constructor(topology: Topology) {
    this.#topology = topology
    this.managed = topology.managed
    this.cluster = new Cluster(`inventory/${topology.name}.yml`)
  }

  async boot(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), `evenkeel-${this.#topology.name}-`))
    await this.cluster.lab('down')
    await this.cluster.lab('up')
    this.fresh = await this.snapshots()
  }

  async end(): Promise<void> {
    await this.cluster.lab('down')
    await rm(this.#folder, { recursive: true })
  }

  /** A command about the playbook, which has to end with 0. */
  async evenkeel(t: ExecutionContext, command: string, ...flags: string[]): Promise<Answer> {
    const answer = await this.cluster.evenkeel(command, `playbooks/${this.#topology.name}.yml`, ...flags)
    t.is(answer.status, 0, said(answer))
    return answer
  }

  /** Applies copies of playbook and inventory, one of which says something else. */
  async applyChanged(): Promise<Answer> {
    const { name, change } = this.#topology
    const paths = { playbook: `playbooks/${name}.yml`, inventory: `inventory/${name}.yml` }
    const content = await readFile(paths[change.file], 'utf8')
    const edited = change.edit(content)
    if (edited === content) throw new Error(`${change.title}: nothing in ${paths[change.file]} is edited`)
    const copy = join(this.#folder, `${change.file}.yml`)
    await writeFile(copy, edited)
    paths[change.file] = copy
    return this.cluster.controller('bin/evenkeel', 'apply', paths.playbook, '-i', paths.inventory, '--yes')
  }

  async rollBack(t: ExecutionContext): Promise<void> {
    const answer = await this.cluster.evenkeel('rollback', '--yes')
    t.is(answer.status, 0, said(answer))
  }

  /** Without the connections that IPVS counts. */
  async snapshots(): Promise<string[][]> {
    const all = await this.cluster.snapshots(this.managed)
    return all.map((lines) => lines.map((line) => line.replace(/^( +-> .*?) +\d+ +\d+ *$/, '$1')))
  }

  assertSame(t: ExecutionContext, before: readonly string[][], after: readonly string[][]): void {
    for (const [index, host] of this.managed.entries()) t.deepEqual(difference(before[index], after[index]), [], host)
  }
}

function said({ stdout, stderr }: Answer): string {
  return stdout + stderr
}
