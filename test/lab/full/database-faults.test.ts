import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { powerCut, powerOn } from '../../../lab/lab.ts'
import { cutBetween, cutNetwork, restoreBetween, restoreNetwork } from '../../../lab/local/network-faults.ts'
import { DATABASES, PairLab, SLOW } from '../database/pair.ts'
import { joinsAgain } from '../database/proofs.ts'

/** Faults of a writer, under load and with semi-synchronous replication, on MariaDB. */
const lab = new PairLab('mariadb')

test.before(() => lab.life.boot())
test.after.always(() => lab.life.end())

test.serial('apply on fresh hosts brings up a pair', async (t) => {
  await lab.life.evenkeel(t, 'apply', '--yes')
  await lab.untilInStep()
  await lab.prepareLoad()
  t.pass()
})

/** A fault of the writer, and what ends it. */
interface Fault {
  readonly title: string
  inflict(writer: string): Promise<unknown>
  heal(writer: string): Promise<unknown>
}

const FAULTS: readonly Fault[] = [
  {
    title: 'the server hangs',
    inflict: (writer) => lab.cluster.on(writer, 'systemctl kill -s STOP mariadb'),
    // Its guard has killed it by then.
    heal: (writer) => lab.cluster.tryOn(writer, 'systemctl kill -s CONT mariadb'),
  },
  {
    title: 'keepalived is killed',
    inflict: (writer) => lab.cluster.on(writer, 'systemctl kill -s KILL keepalived'),
    heal: (writer) => lab.cluster.on(writer, 'systemctl start keepalived'),
  },
  {
    title: 'the machine loses its power',
    inflict: (writer) => powerCut(lab.place, writer),
    heal: (writer) => powerOn(lab.place, writer),
  },
  {
    title: 'the network of the machine is cut',
    inflict: (writer) => cutNetwork(lab.place, writer),
    heal: (writer) => restoreNetwork(lab.place, writer),
  },
]

for (const { title, inflict, heal } of FAULTS) {
  test.serial(`${title}: the other server takes over with all acknowledged rows`, async (t) => {
    const writer = await ready()
    const survivor = lab.other(writer)
    const report = await lab.underLoad(t, SLOW, async () => {
      await inflict(writer)
      t.is(await lab.untilOneWriter([survivor]), survivor)
      // Both servers together again, while clients go on.
      await heal(writer)
      t.is(await lab.untilOneWriter(), survivor)
    })
    await lab.assertComplete(t, survivor, report)
    await joinsAgain(t, lab)
  })
}

test.serial('the guard is killed: there is one writer again, with all acknowledged rows', async (t) => {
  const before = await ready()
  const report = await lab.underLoad(t, SLOW, async () => {
    await lab.cluster.on(before, 'systemctl kill -s KILL evenkeel-writer')
    await sleep(5000)
    await lab.untilOneWriter()
  })
  await lab.assertComplete(t, await lab.untilOneWriter(), report)
  await joinsAgain(t, lab)
})

test.serial('the link between both servers is cut: one writer, and all acknowledged rows on it', async (t) => {
  await ready()
  const report = await lab.underLoad(t, SLOW, async () => {
    await cutBetween(lab.place, DATABASES)
    await sleep(30_000)
    t.true((await openServers()).length <= 1, 'no two servers are open')
    await restoreBetween(lab.place, DATABASES)
    await lab.untilOneWriter()
  })
  await lab.assertComplete(t, await lab.untilOneWriter(), report)
  await joinsAgain(t, lab)
})

test.serial('a fork is shown, and nothing of it is merged', async (t) => {
  const writer = await ready()
  const standby = lab.other(writer)
  await forkBy(t, writer, standby)
  const shown = await lab.cluster.evenkeel('verify', 'playbooks/mariadb-dual-master.yml')
  t.is(shown.status, 1, shown.stdout + shown.stderr)
  t.is(await lab.sql(writer, 'SELECT server FROM shop.load_rows WHERE id = 7'), '1')
  t.is(await lab.sql(standby, 'SELECT server FROM shop.load_rows WHERE id = 7'), '2')
  await joinsAgain(t, lab)
})

test.serial('a copy whose controller is killed leaves the server closed, and can be done again', async (t) => {
  const before = await ready()
  await forkBy(t, before, lab.other(before))
  // The cut may have moved the address.
  const writer = await lab.untilOneWriter()
  const standby = lab.other(writer)
  await lab.breakRejoin(standby)
  await sleep(5000)
  t.regex((await lab.state(standby)).reason ?? '', /half copied/)
  t.is(await lab.untilOneWriter([writer]), writer)
  await joinsAgain(t, lab)
})

test.serial(
  'both lose their power and one boots: it opens only if it was in step and the witness answers',
  async (t) => {
    const writer = await ready()
    await Promise.all(DATABASES.map((host) => powerCut(lab.place, host)))
    await powerOn(lab.place, writer)
    t.is(await lab.untilOneWriter([writer], 300), writer)
    await powerOn(lab.place, lab.other(writer))
    t.is(await lab.untilOneWriter(DATABASES, 300), writer)
    await joinsAgain(t, lab)
  },
)

/** The writer, once both servers are in step and commits wait for the standby. */
async function ready(): Promise<string> {
  await lab.untilInStep()
  await lab.untilSemisync()
  return lab.untilOneWriter()
}

async function openServers(): Promise<string[]> {
  const settings = await Promise.all(DATABASES.map((host) => lab.sql(host, 'SELECT @@read_only')))
  return DATABASES.filter((_, index) => settings[index] === '0')
}

/** One row is updated on both servers while they cannot reach each other, as root can. */
async function forkBy(t: ExecutionContext, writer: string, standby: string): Promise<void> {
  await lab.sql(writer, 'REPLACE INTO shop.load_rows VALUES (7, 0)')
  await lab.assertEqual(t)
  await cutBetween(lab.place, DATABASES)
  try {
    // The address moves, and the guard of the old writer may kill a server whose commits wait for the other one.
    await sleep(15_000)
    for (const host of DATABASES) await lab.untilAnswering(host)
    await lab.sql(writer, 'UPDATE shop.load_rows SET server = 1 WHERE id = 7')
    await lab.sql(standby, 'UPDATE shop.load_rows SET server = 2 WHERE id = 7')
  } finally {
    await restoreBetween(lab.place, DATABASES)
  }
  await sleep(15_000)
}
