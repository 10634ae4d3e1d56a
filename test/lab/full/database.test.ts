import test from 'ava'
import { PairLab } from '../database/pair.ts'
import { joinsAgain, keepsData, survivesKill, switchesOver } from '../database/proofs.ts'

/** Two databases with one writer: the short test, on MariaDB, which starts in seconds. */
const lab = new PairLab('mariadb')

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

test.serial('a switchover under load loses no row', (t) => switchesOver(t, lab))

test.serial('the writer killed at full load: no acknowledged row is missing', (t) => survivesKill(t, lab))

test.serial('the killed server joins again, with equal rows', (t) => joinsAgain(t, lab))

test.serial('a rollback keeps the data', (t) => keepsData(t, lab))
