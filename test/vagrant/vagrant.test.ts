import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { requireRoot } from '../../lab/local/requirements.ts'
import { labPlace } from '../../lab/place.ts'
import { difference } from '../../lab/snapshot.ts'
import { type Answer, Cluster } from '../lab/cluster.ts'
import { reboot } from '../lab/reboot.ts'
import { ensureBox } from './box.ts'
import { ensureVagrant } from './packages.ts'
import { PROCESS_EVENTS } from './process-events.ts'
import { World } from './world.ts'

/**
 * The life of a cluster in virtual machines of Debian's Vagrant, with Debian's own kernel. Without KVM each machine
 * takes a core, so that all limits are generous.
 */
const PLAYBOOK = 'playbooks/lvs-dr.yml'
const VIP = '10.77.0.100'
const MANAGED = ['lb1', 'web1']
/** Seconds for a reboot. */
const PATIENCE = 1800
/** For each run: a machine that is busy must not count as gone. */
const PATIENT = ['--yes', '--lease', '15m', '--in-doubt', '60m']

/** A unit until the next boot, which leaves a file if systemd stops it. */
const STOPPING_CLEANLY = `systemd-run -q --unit=stopping-cleanly -p Type=oneshot -p RemainAfterExit=yes \
  -p ExecStop='/bin/touch /root/stopped-cleanly' true`

const folder = await mkdtemp(join(tmpdir(), 'evenkeel-vagrant-'))
const inventory = join(folder, 'hosts.yml')
const place = labPlace(inventory, { XDG_STATE_HOME: join(folder, 'state') })
let world: World
let cluster: Cluster
let box = ''
let fresh: string[][] = []

const inventoryWith = (boxPath: string): string => `all:
  vars: { user: root, lab: { box: ${JSON.stringify(boxPath)}, provider: libvirt, memory: 384 } }
  children:
    directors: { hosts: { lb1: { host: 10.77.0.11, priority: 100 } } }
    real_servers: { hosts: { web1: { host: 10.77.0.21 } } }
    clients: { hosts: { client1: { host: 10.77.0.31 } } }
`

test.before(async (t) => {
  requireRoot()
  box = await ensureBox(await ensureVagrant((line) => t.log(line)), (line) => t.log(line))
  world = await World.start(folder)
  cluster = new Cluster(inventory, 'vagrant', world.prefix)
})

test.after.always(async () => {
  await cluster?.here('bin/evenkeel', 'lab', 'down', '-i', inventory)
  await world?.end()
  await rm(folder, { recursive: true })
})

async function evenkeel(t: ExecutionContext, ...words: string[]): Promise<Answer> {
  const answer = await cluster.evenkeel(...words)
  t.is(answer.status, 0, answer.stdout + answer.stderr)
  return answer
}

const virsh = async (...words: string[]): Promise<string> =>
  (await cluster.here('virsh', '-q', '-c', 'qemu:///system', ...words)).stdout.trim()

test.serial('a box that is not there is refused with what to do, and down leaves nothing', async (t) => {
  await writeFile(inventory, inventoryWith('./nowhere.box'))
  const up = await cluster.here('bin/evenkeel', 'lab', 'up', '--provider', 'vagrant', '-i', inventory)
  t.is(up.status, 1)
  t.regex(up.stderr, /Cannot run vagrant up .*nowhere\.box.*lab: \{ box: NAME \}/s)
  await cluster.lab('down')
  t.false(existsSync(place.state))
})

test.serial('up boots the hosts of the inventory in Vagrant, with its names, users and addresses', async (t) => {
  await writeFile(inventory, inventoryWith(box))
  await cluster.lab('up')
  for (const [host, address] of [
    ['lb1', '10.77.0.11'],
    ['web1', '10.77.0.21'],
    ['client1', '10.77.0.31'],
  ] as const) {
    t.is(
      await cluster.on(host, 'hostname; id -un; getent ahostsv4 "$(hostname)" | head -n 1 | cut -d " " -f 1'),
      `${host}\nroot\n${address}\n`,
    )
    t.regex(await cluster.on(host, 'ip -br -4 address'), new RegExp(`eth1 +\\S+ +${address.replaceAll('.', '\\.')}/24`))
  }
  const status = await cluster.here('bin/evenkeel', 'lab', 'status', '-i', inventory, '--json')
  const hosts = JSON.parse(status.stdout) as readonly { host: string; answers: boolean }[]
  t.deepEqual(
    hosts.map(({ host, answers }) => [host, answers]),
    [
      ['lb1', true],
      ['web1', true],
      ['client1', true],
    ],
  )
})

test.serial(
  "the kernel is the distribution's: nftables filters in the family inet, and processes are events",
  async (t) => {
    t.regex(await cluster.on('client1', 'uname -r'), /-cloud-amd64\n$/)
    await cluster.on('client1', 'DEBIAN_FRONTEND=noninteractive apt-get install -qq -y nftables')
    const rules = 'table inet probe { chain input { type filter hook input priority 0; tcp dport 9 drop; }; }'
    t.regex(await cluster.on('client1', `echo '${rules}' | nft -f - && nft list table inet probe`), /tcp dport 9 drop/)
    t.regex(await cluster.on('client1', PROCESS_EVENTS), /a program was executed/)
  },
)

test.serial('apply brings the cluster up, and verify holds', async (t) => {
  fresh = await cluster.snapshots(MANAGED)
  await evenkeel(t, 'apply', PLAYBOOK, ...PATIENT)
  t.regex(await cluster.on('client1', `curl -s -m 30 http://${VIP}/`), /^web1 answers/)
  t.regex(await cluster.on('lb1', 'ipvsadm -Ln'), /TCP {2}10\.77\.0\.100:80 rr\n {2}-> 10\.77\.0\.21:80 +Route/)
  await evenkeel(t, 'verify', PLAYBOOK)
})

test.serial('it comes back after a reboot, and verify holds', async (t) => {
  await Promise.all(MANAGED.map((host) => reboot(cluster, host, PATIENCE)))
  await untilVerified(t)
})

test.serial('it comes back after a power cut', async (t) => {
  await cluster.on('web1', STOPPING_CLEANLY)
  await power(t, 'cut', 'web1')
  t.notRegex(await virsh('list', '--name'), /web1/)
  await power(t, 'on', 'web1')
  t.is(await cluster.on('web1', 'ls /root/stopped-cleanly 2>/dev/null || echo cut'), 'cut\n')
  await untilVerified(t)
})

test.serial('rollback leaves the hosts as they were', async (t) => {
  await evenkeel(t, 'rollback', ...PATIENT)
  const now = await cluster.snapshots(MANAGED)
  for (const [index, host] of MANAGED.entries()) t.deepEqual(difference(fresh[index], now[index]), [], host)
})

test.serial('down leaves no machine, no disk, no network of the lab, and no file', async (t) => {
  await cluster.lab('down')
  t.is(await virsh('list', '--all', '--name'), '')
  t.is(await virsh('net-list', '--all', '--name'), '')
  t.notRegex(await virsh('vol-list', 'default'), /lb1|web1|client1/)
  t.false(existsSync(place.state))
})

async function power(t: ExecutionContext, action: 'cut' | 'on', host: string): Promise<void> {
  const answer = await cluster.here(process.execPath, 'test/support/lab-power.ts', action, inventory, host)
  t.is(answer.status, 0, answer.stdout + answer.stderr)
}

/** A machine that answers by ssh may still start its services. */
async function untilVerified(t: ExecutionContext): Promise<void> {
  let answer = await cluster.evenkeel('verify', PLAYBOOK)
  for (let tries = 1; answer.status !== 0 && tries < 10; tries += 1) {
    await sleep(30_000)
    answer = await cluster.evenkeel('verify', PLAYBOOK)
  }
  t.is(answer.status, 0, answer.stdout + answer.stderr)
}
