import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { reboot } from '../reboot.ts'
import { DATABASES, PairLab, SLOW } from './pair.ts'
import { joinsAgain, keepsData, survivesKill, switchesOver } from './proofs.ts'

/** How often the tests repeat what must never lose a row. */
export interface Repeats {
  readonly switchovers: number
  readonly kills: number
}

/** Registers the tests of a whole life: from fresh hosts to a rollback that keeps the data. */
export function testPair(engine: 'mariadb' | 'mysql', { switchovers, kills }: Repeats): void {
  const lab = new PairLab(engine)
  test.before(() => lab.life.boot())
  test.after.always(() => lab.life.end())

  test.serial('apply on fresh hosts brings up a pair with one writer, and verify holds', async (t) => {
    await lab.life.evenkeel(t, 'apply', '--yes')
    await lab.untilOneWriter()
    await lab.untilInStep()
    await lab.life.evenkeel(t, 'verify')
    await lab.prepareLoad()
  })

  test.serial('a second apply changes nothing', async (t) => {
    t.regex((await lab.life.evenkeel(t, 'apply', '--yes')).stdout, /Nothing to do/)
  })

  test.serial('both are rebooted, and one writer comes back', async (t) => {
    await Promise.all(DATABASES.map((host) => reboot(lab.cluster, host)))
    await lab.untilOneWriter(DATABASES, 300)
    await lab.untilInStep(300)
    await lab.life.evenkeel(t, 'verify')
  })

  test.serial('a switchover under load loses no row', (t) => switchesOver(t, lab))

  test.serial(`${switchovers} switchovers to and fro lose no row`, async (t) => {
    const report = await lab.underLoad(t, SLOW, async () => {
      for (let count = 0; count < switchovers; count += 1) await lab.switchOver(t)
    })
    await lab.assertEqual(t)
    for (const host of DATABASES) await lab.assertComplete(t, host, report)
  })

  test.serial('a switchover is refused while the writer has a prepared transaction, and says so', async (t) => {
    const writer = await lab.untilOneWriter()
    await lab.sql(
      writer,
      "XA START 'left'; INSERT INTO shop.load_rows VALUES (1, 1); XA END 'left'; XA PREPARE 'left';",
    )
    const answer = await lab.cluster.evenkeel('switchover', `playbooks/${engine}-dual-master.yml`, '--yes')
    t.is(answer.status, 1, answer.stdout + answer.stderr)
    t.regex(answer.stdout + answer.stderr, /1 prepared XA transaction/)
    t.is(await lab.untilOneWriter(), writer)
    await lab.sql(writer, "XA ROLLBACK 'left'")
  })

  test.serial('a switchover is refused during a long UPDATE, names it, and changes nothing', async (t) => {
    const writer = await lab.untilOneWriter()
    const report = await lab.underLoad(t, SLOW, async () => {
      const long = lab.sql(writer, 'UPDATE shop.load_rows SET server = server WHERE SLEEP(60) = 0 LIMIT 1')
      long.catch(() => {})
      await sleep(8000)
      const answer = await lab.cluster.evenkeel('switchover', `playbooks/${engine}-dual-master.yml`, '--yes')
      t.is(answer.status, 1, answer.stdout + answer.stderr)
      t.regex(
        answer.stdout + answer.stderr,
        /connection \d+ of root has been writing for \d+ s.*: UPDATE shop\.load_rows/,
      )
      t.is(await lab.untilOneWriter(), writer)
      await lab.killStatement(writer, 'UPDATE shop.load_rows')
      await long.catch(() => {})
    })
    t.true(report.longestGap < 2.5, `${report.longestGap} s`)
  })

  for (let count = 1; count <= kills; count += 1) {
    test.serial(`kill ${count} of ${kills} at full load: no acknowledged row is missing`, (t) => survivesKill(t, lab))
    test.serial(`after kill ${count}, the killed server joins again, with equal rows`, (t) => joinsAgain(t, lab))
  }

  test.serial('a rollback keeps the data', (t) => keepsData(t, lab))
}
