import test, { type ExecutionContext } from 'ava'
import type { Cluster } from './cluster.ts'
import { type Edit, Life } from './life.ts'
import { reboot } from './reboot.ts'

/** Asserts something by commands that know nothing of evenkeel. */
export type Proof = (t: ExecutionContext, cluster: Cluster) => Promise<void>

/** One thing that its operator changes. */
export interface PlannedChange extends Edit {
  readonly title: string
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
  readonly change: PlannedChange
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
    // It waits for servers that are let in one after the other; what is counted before that has other shares.
    await life.evenkeel(t, 'verify')
    await topology.serves(t, cluster)
  })

  test.serial(`${topology.change.title}, and a rollback of that takes it back`, async (t) => {
    const before = await life.snapshots()
    await life.applyChanged(t, topology.change)
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
