import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import test from 'ava'
import { powerCut, powerOn } from '../../lab/lab.ts'
import { labPlace } from '../../lab/place.ts'
import { difference } from '../../lab/snapshot.ts'
import { Cluster } from './cluster.ts'
import { reboot, untilRunning } from './reboot.ts'

/**
 * The life of one LVS-DR cluster, asserted without evenkeel. A server that is taken out is in
 * full/lvs-dr-taken-out.test.ts.
 */
const PLAYBOOK = 'playbooks/lvs-dr.yml'
const VIP = '10.77.0.100'
const MANAGED = ['lb1', 'lb2', 'web1', 'web2']

const cluster = new Cluster('inventory/lab.yml')
const place = labPlace(cluster.inventory)
const folder = await mkdtemp(join(tmpdir(), 'evenkeel-lvs-dr-'))
let before: string[][] = []

test.before(async () => {
  await cluster.lab('down')
  await cluster.lab('up')
  before = await cluster.snapshots(MANAGED)
})

test.after.always(async () => {
  await cluster.lab('down')
  await rm(folder, { recursive: true })
})

const services = (host: string) =>
  cluster.on(host, 'systemctl show -p ExecMainStartTimestamp -p ExecMainPID nginx keepalived 2>/dev/null')

const requests = (count: number) =>
  cluster.on(
    'client1',
    `for i in $(seq ${count}); do curl -s -m 2 http://${VIP}/ || echo failed; done | sort | uniq -c`,
  )

test.serial('apply brings up a cluster that balances', async (t) => {
  const answer = await cluster.evenkeel('apply', PLAYBOOK, '--yes')
  t.is(answer.status, 0, answer.stdout + answer.stderr)
  t.regex(await requests(20), /^\s+10 web1 answers.*\n\s+10 web2 answers/)
  for (const director of ['lb1', 'lb2']) {
    const table = await cluster.on(director, 'ipvsadm -Ln')
    t.regex(
      table,
      /TCP {2}10\.77\.0\.100:80 rr\n {2}-> 10\.77\.0\.21:80\s+Route +1 .*\n {2}-> 10\.77\.0\.22:80\s+Route +1 /,
    )
  }
  t.regex(await cluster.on('lb1', 'ip -br addr show vec0'), /10\.77\.0\.100\/32/)
  t.notRegex(await cluster.on('lb2', 'ip -br addr show vec0'), /10\.77\.0\.100/)
  for (const server of ['web1', 'web2']) {
    t.regex(await cluster.on(server, 'ip -br addr show lo'), /10\.77\.0\.100\/32/)
    t.is(await cluster.on(server, 'sysctl -n net.ipv4.conf.all.arp_ignore net.ipv4.conf.vec0.arp_announce'), '1\n2\n')
  }
  const answers = await cluster.on('client1', `arping -c 3 -I vec0 ${VIP} | grep -o '\\[.*\\]' | sort -u`)
  t.is(answers.trim().split('\n').length, 1, 'one address answers ARP for the VIP')
  t.is(answers.trim().slice(1, -1).toLowerCase(), (await cluster.on('lb1', 'cat /sys/class/net/vec0/address')).trim())
})

test.serial('a second apply changes nothing and writes nothing', async (t) => {
  const started = await Promise.all(MANAGED.map(services))
  await Promise.all(MANAGED.map((host) => cluster.on(host, 'touch /run/mark && sleep 1')))
  const answer = await cluster.evenkeel('apply', PLAYBOOK, '--yes')
  t.is(answer.status, 0)
  t.regex(answer.stdout, /Nothing to do/)
  const written = 'find /etc /srv /var/lib/evenkeel /usr /lib /opt -xdev -newer /run/mark'
  for (const host of MANAGED) t.is(await cluster.on(host, written), '', host)
  t.deepEqual(await Promise.all(MANAGED.map(services)), started)
  t.is((await cluster.evenkeel('plan', PLAYBOOK, '--detailed-exitcode')).status, 0)
})

test.serial('verify holds, also after every host was rebooted', async (t) => {
  t.is((await cluster.evenkeel('verify', PLAYBOOK)).status, 0)
  await Promise.all(MANAGED.map((host) => reboot(cluster, host)))
  await Promise.all(MANAGED.map((host) => untilRunning(cluster, host)))
  const answer = await cluster.evenkeel('verify', PLAYBOOK)
  t.is(answer.status, 0, answer.stdout)
})

test.serial('the VIP moves when its director dies, and verify names the failed checks', async (t) => {
  const watching = cluster.on(
    'client1',
    `for i in $(seq 100); do curl -s -m 0.2 -o /dev/null http://${VIP}/ && echo ok || echo failed; sleep 0.1; done`,
  )
  await setTimeout(2000)
  await powerCut(place, 'lb1')
  const seen = (await watching).trim().split('\n')
  const failed = seen.filter((line) => line === 'failed').length
  t.log(`${failed} of ${seen.length} requests, one every 0.1 s or more, failed while the VIP moved`)
  t.is(seen.at(-1), 'ok')
  t.true(failed < 50)
  const without = await cluster.evenkeel('verify', PLAYBOOK, '--limit', '!lb1')
  t.regex(without.stdout, /lb2 \(vec0\) holds it/)
  await powerOn(place, 'lb1')
  await untilRunning(cluster, 'lb1')
  t.is((await cluster.evenkeel('verify', PLAYBOOK)).status, 0)
})

test.serial('changing a weight is a reload, and loses no virtual service', async (t) => {
  const weighted = join(folder, 'weighted.yml')
  await writeFile(weighted, (await readFile(PLAYBOOK, 'utf8')).replace('scheduler: rr', 'scheduler: wrr'))
  const started = await cluster.on('lb1', 'systemctl show -p ExecMainPID keepalived')
  const answer = await cluster.evenkeel('apply', weighted, '--yes')
  t.is(answer.status, 0, answer.stdout + answer.stderr)
  t.regex(await cluster.on('lb1', 'ipvsadm -Ln'), /10\.77\.0\.100:80 wrr/)
  t.is(await cluster.on('lb1', 'systemctl show -p ExecMainPID keepalived'), started, 'reloaded, never restarted')
})

test.serial('rolling back every run leaves the hosts as they were', async (t) => {
  for (let count = 0; count < 2; count += 1) {
    const answer = await cluster.evenkeel('rollback', '--yes')
    t.is(answer.status, 0, answer.stdout + answer.stderr)
  }
  const after = await cluster.snapshots(MANAGED)
  for (const [index, host] of MANAGED.entries()) t.deepEqual(difference(before[index], after[index]), [], host)
})
