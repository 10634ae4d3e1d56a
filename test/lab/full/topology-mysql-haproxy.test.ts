import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { DATABASES, PairLab, SLOW } from '../database/pair.ts'
import { joinsAgain, keepsData, survivesKill, switchesOver } from '../database/proofs.ts'
import { holders, kill, revive, untilHeldBy } from '../outage.ts'
import { reboot } from '../reboot.ts'

const BALANCERS = ['lb1', 'lb2'] as const
const ADDRESS = '10.77.0.100'
const PLACE = { name: 'mysql-haproxy', managed: [...DATABASES, ...BALANCERS], address: ADDRESS, port: 3307 }
const lab = new PairLab('mysql', PLACE)

test.before(() => lab.life.boot())
test.after.always(() => lab.life.end())

test.serial('apply on fresh hosts brings it up, and verify holds', async (t) => {
  await lab.life.evenkeel(t, 'apply', '--yes')
  await lab.untilInStep()
  await lab.life.evenkeel(t, 'verify')
  await lab.prepareLoad()
  await agree(t)
})

test.serial('a second apply changes nothing', async (t) => {
  t.regex((await lab.life.evenkeel(t, 'apply', '--yes')).stdout, /Nothing to do/)
})

test.serial('a switchover under load through HAProxy loses no row, and HAProxy follows', async (t) => {
  await switchesOver(t, lab)
  await agree(t)
})

test.serial(
  'the writer is killed at full load: HAProxy finds the other one, and no acknowledged row is missing',
  async (t) => {
    await survivesKill(t, lab)
    await agree(t)
    await joinsAgain(t, lab)
  },
)

test.serial(
  'HAProxy is killed on the balancer with the address: the other one passes on, and no row is missing',
  async (t) => {
    const [before] = await holders(lab.cluster, BALANCERS, ADDRESS)
    const dead = before ?? BALANCERS[0]
    const writer = await lab.untilOneWriter()
    const report = await lab.underLoad(t, SLOW, async () => {
      await kill(lab.cluster, dead, 'haproxy')
      await untilHeldBy(lab.cluster, BALANCERS, ADDRESS, BALANCERS.find((host) => host !== dead) ?? '')
    })
    await revive(lab.cluster, dead, 'haproxy')
    t.is(await lab.untilOneWriter(), writer)
    await lab.assertComplete(t, writer, report)
    await lab.life.evenkeel(t, 'verify')
  },
)

test.serial('no guard answers: HAProxy passes nobody on', async (t) => {
  const guards = (signal: string) =>
    Promise.all(DATABASES.map((host) => lab.cluster.on(host, `systemctl kill -s ${signal} evenkeel-writer`)))
  await guards('STOP')
  try {
    await until(async () => (await up(BALANCERS[0])).length === 0)
    t.pass()
  } finally {
    await guards('CONT')
  }
  await lab.untilOneWriter()
  await agree(t)
})

test.serial('it comes back when all hosts are rebooted', async (t) => {
  await Promise.all(PLACE.managed.map((host) => reboot(lab.cluster, host)))
  await lab.untilOneWriter(DATABASES, 300)
  await lab.untilInStep(300)
  await lab.life.evenkeel(t, 'verify')
  await agree(t)
})

test.serial('a rollback keeps the data', (t) => keepsData(t, lab))

/** Both balancers pass clients on to the writer, and to it alone. */
async function agree(t: ExecutionContext): Promise<void> {
  const writer = await lab.untilOneWriter()
  for (const host of BALANCERS) {
    await until(async () => (await up(host)).join() === writer)
    t.deepEqual(await up(host), [writer], host)
  }
}

/** The databases to which a balancer passes clients on. */
async function up(host: string): Promise<string[]> {
  const lines = await lab.cluster.on(host, 'echo show stat | socat - /run/haproxy/admin.sock')
  const servers = lines.split('\n').map((line) => line.split(','))
  return servers.flatMap(([, name = '', ...rest]) =>
    DATABASES.some((one) => one === name) && rest[15] === 'UP' ? [name] : [],
  )
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline && !(await holds()); ) await sleep(500)
}
