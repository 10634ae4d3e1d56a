import test from 'ava'
import { withVariable } from '../inventory-edits.ts'
import { Life } from '../life.ts'
import { loadWords, underLoad } from '../load.ts'
import { stateChanges } from '../outage.ts'
import { balances, leavesDeadBalancer } from '../proofs.ts'

/** HAProxy behind a virtual address: the short test of a change under load. */
const VIP = '10.77.0.100'
const URL = [`http://${VIP}/`]
const BALANCERS = ['lb1', 'lb2'] as const

const life = new Life({ name: 'haproxy-http', managed: [...BALANCERS, 'web1', 'web2'] })
const { cluster } = life

test.before(() => life.boot())
test.after.always(() => life.end())

test.serial('apply on fresh hosts brings up balancers, and verify holds', async (t) => {
  await life.evenkeel(t, 'apply', '--yes')
  await balances(URL, { web1: 7, web2: 14 })(t, cluster)
  await life.evenkeel(t, 'verify')
})

test.serial('changing a weight under load loses no request', async (t) => {
  const report = await underLoad(cluster, { url: `http://${VIP}/` }, () =>
    life.applyChanged(t, {
      file: 'inventory',
      edit: (inventory) => withVariable(inventory, 'web2', 'weight', 3),
    }),
  )
  t.log(loadWords(report))
  if (Object.keys(report.lost).length > 0) t.log(await stateChanges(cluster, BALANCERS))
  t.deepEqual(report.lost, {})
  await balances(URL, { web1: 5, web2: 15 })(t, cluster)
})

test.serial('the VIP leaves a balancer that is killed', (t) =>
  leavesDeadBalancer(URL, { vip: VIP, balancers: BALANCERS, unit: 'haproxy', preempts: false })(t, cluster),
)

test.serial('rolling back both runs leaves the hosts as they were', async (t) => {
  await life.rollBack(t)
  await balances(URL, { web1: 7, web2: 14 })(t, cluster)
  await life.rollBack(t)
  life.assertSame(t, life.fresh, await life.snapshots())
})
