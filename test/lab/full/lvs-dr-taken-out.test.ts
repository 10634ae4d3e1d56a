import { readFile } from 'node:fs/promises'
import test from 'ava'
import { difference } from '../../../lab/snapshot.ts'
import { ScratchLab } from '../scratch-lab.ts'

/** A server leaves a cluster and comes back: a resource that is no longer described goes back to how it was found. */
const PLAYBOOK = 'playbooks/lvs-dr.yml'
const inventory = await readFile('inventory/lab.yml', 'utf8')
const lab = new ScratchLab('taken-out', inventory)
const { cluster } = lab

const requests = () =>
  cluster.on('client1', 'for i in $(seq 20); do curl -s -m 2 http://10.77.0.100/; done | sort | uniq -c')

test.serial('a server that is taken out is shown as -, and is gone after the next apply', async (t) => {
  const before = await cluster.snapshot('web2')
  const first = await cluster.evenkeel('apply', PLAYBOOK, '--yes')
  t.is(first.status, 0, first.stdout + first.stderr)
  const without = inventory
    .replace('        web2: { host: 10.77.0.22 }\n', '')
    .replace('    clients:\n', '    spare:\n      hosts:\n        web2: { host: 10.77.0.22 }\n    clients:\n')
  // The lab is found by the path of the inventory: keep it.
  await lab.write('hosts.yml', without)
  const plan = await cluster.evenkeel('plan', PLAYBOOK)
  t.regex(plan.stdout, /^- +package nginx/m)
  t.regex(plan.stdout, /^ *-.*real_server 10\.77\.0\.22 80/m)
  const answer = await cluster.evenkeel('apply', PLAYBOOK, '--yes')
  t.is(answer.status, 0, answer.stdout + answer.stderr)
  t.notRegex(await cluster.on('lb1', 'ipvsadm -Ln'), /10\.77\.0\.22/)
  t.deepEqual(difference(before, await cluster.snapshot('web2')), [])

  await lab.write('hosts.yml', inventory)
  const back = await cluster.evenkeel('apply', PLAYBOOK, '--yes')
  t.is(back.status, 0, back.stdout + back.stderr)
  t.regex(await requests(), /10 web2/)
})
