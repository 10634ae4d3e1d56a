import test, { type ExecutionContext } from 'ava'
import type { Cluster } from './cluster.ts'
import { type Edit, Life, type Living } from './life.ts'
import { reboot } from './reboot.ts'

/** Asserts something without evenkeel. */
export type Proof = (t: ExecutionContext, cluster: Cluster) => Promise<void>

/** One change by the operator. */
export interface PlannedChange extends Edit {
  readonly title: string
  /** Asserts the result of the change. */
  readonly proof: Proof
}

/** A ready playbook with its inventory, playbooks/NAME.yml and inventory/NAME.yml, and the proofs that it works. */
export interface Topology extends Living {
  /** Its purpose. Holds after the first apply, after a reboot of all hosts, and after the change was rolled back. */
  readonly serves: Proof
  /** Its other promises, by title; each proof leaves the cluster as it found it. */
  readonly proofs: Readonly<Record<string, Proof>>
  readonly change: PlannedChange
}

/** Registers the tests: from fresh hosts, and back to them. */
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
    // verify waits until all servers are back; before that, the shares of the servers differ.
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
