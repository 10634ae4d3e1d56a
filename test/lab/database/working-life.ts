import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { cutBetween, restoreBetween } from '../../../lab/local/network-faults.ts'
import type { Answer } from '../cluster.ts'
import { kill, revive } from '../outage.ts'
import { compareRows, type RowsReport } from './load.ts'
import { DATABASES, FULL_LOAD, PairLab, SLOW, TABLE } from './pair.ts'
import { SecretWatch } from './secret-watch.ts'

const [FIRST, SECOND] = DATABASES

/** A server with data, as it stands before evenkeel knows it. */
const INSTALL = 'export DEBIAN_FRONTEND=noninteractive; apt-get -qq update; apt-get -qqy install'
const ORDERS = `CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, note VARCHAR(200));
  INSERT INTO shop.orders (note) VALUES (REPEAT('x', 200));
  ${'INSERT INTO shop.orders (note) SELECT note FROM shop.orders;'.repeat(14)}
  CREATE USER old@'%' IDENTIFIED BY 'a password of before'; GRANT SELECT ON shop.* TO old@'%';`
const DIGEST = 'CHECKSUM TABLE shop.orders; SELECT COUNT(*) FROM shop.orders'

/** Registers the tests of a pair that is made of a server with data, is upgraded, and loses rows where that was accepted. */
export function testWorkingLife(engine: 'mariadb' | 'mysql'): void {
  const lab = new PairLab(engine)
  const { cluster, life } = lab
  let watch: SecretWatch
  let printed = ''
  const said = ({ stdout, stderr }: Answer): string => stdout + stderr

  test.before(async () => {
    await life.boot()
    const { SHOP_PASSWORD: shop = '', REPLICATION_PASSWORD: replication = '' } = process.env
    watch = new SecretWatch(cluster, [shop, replication])
    await watch.begin(engine)
    await cluster.on(FIRST, `{ ${INSTALL} ${engine}-server; } >/dev/null 2>&1`)
    await lab.sql(FIRST, ORDERS)
  })
  test.after.always(() => life.end())

  test.serial(
    'a server with data becomes one of a pair; what is left to do is told, and verify fails until then',
    async (t) => {
      const before = await lab.sql(FIRST, DIGEST)
      const plan = await life.evenkeel(t, 'plan')
      const applied = await life.evenkeel(t, 'apply', '--yes')
      t.regex(said(applied), /left to do: .*\n +db2 is empty, .*evenkeel rejoin db2/)
      const verified = await cluster.evenkeel('verify', `playbooks/${engine}-dual-master.yml`)
      t.is(verified.status, 1, said(verified))
      t.is(await lab.untilOneWriter(), FIRST)
      t.is(await lab.sql(FIRST, DIGEST), before)
      printed += said(plan) + said(applied)
      await noSecretSeen(t)
    },
  )

  test.serial('the new server joins under load', async (t) => {
    await lab.prepareLoad()
    const report = await lab.underLoad(t, SLOW, () => lab.rejoin(t, SECOND))
    await lab.assertEqual(t)
    for (const host of DATABASES) await lab.assertComplete(t, host, report)
    t.is(await lab.sql(SECOND, DIGEST), await lab.sql(FIRST, DIGEST))
    await life.evenkeel(t, 'verify')
  })

  test.serial('an upgrade of the packages, first of the standby, is no fork', async (t) => {
    const writer = await lab.untilOneWriter()
    for (const host of [lab.other(writer), writer]) {
      const servers = `$(dpkg-query -W -f '\${db:Status-Abbrev}\${Package}\\n' '${engine}-server*' | sed -n 's/^ii *//p')`
      await cluster.on(host, `{ ${INSTALL} --reinstall ${servers}; } >/dev/null 2>&1`)
      await lab.untilAnswering(host)
      await lab.untilOneWriter()
      await lab.untilInStep()
    }
    await life.evenkeel(t, 'verify')
  })

  test.serial('logs are rotated on both, which is no fork', async (t) => {
    for (const host of DATABASES)
      await lab.sql(host, 'FLUSH ERROR LOGS; FLUSH SLOW LOGS; FLUSH GENERAL LOGS; FLUSH STATUS')
    await lab.switchOver(t)
    await life.evenkeel(t, 'verify')
  })

  test.serial(
    'without semi-synchronous replication, the rows that a failure loses are told, saved and not merged',
    async (t) => {
      await life.applyChanged(t, {
        file: 'playbook',
        edit: (content) => content.replace('semisync: true', 'semisync: false'),
      })
      const lost = await lab.untilOneWriter()
      const survivor = lab.other(lost)
      const report = await lab.underLoad(t, FULL_LOAD, async () => {
        await cutBetween(lab.place, DATABASES)
        await sleep(500)
        // One that restarts before the other one has taken over would go on with all its rows.
        await kill(cluster, lost, engine)
        t.is(await lab.untilOneWriter([survivor]), survivor)
        await restoreBetween(lab.place, DATABASES)
        await revive(cluster, lost, engine)
      })
      const { missing, unknown } = await present(survivor, report)
      t.log(`${missing.length} of ${report.acknowledged.length} acknowledged rows are only on ${lost}`)
      t.true(missing.length > 0)
      t.deepEqual(unknown, [])

      await lab.untilAnswering(lost)
      const asked = await cluster.evenkeel('rejoin', lost, `playbooks/${engine}-dual-master.yml`)
      t.not(asked.status, 0, said(asked))
      t.regex(said(asked), /--accept-irreversible/)
      t.deepEqual(await present(survivor, report), { missing, unknown })
      await lab.rejoin(t, lost)
      await lab.assertEqual(t)
      t.deepEqual(await present(survivor, report), { missing, unknown }, 'nothing is merged')
      const saved = await cluster.on(lost, 'cat /var/lib/evenkeel-writer/only-on-*.sql')
      t.deepEqual(
        missing.filter((id) => !saved.includes(`@1=${id}`)),
        [],
        'each lost row is in the file',
      )
      await life.evenkeel(t, 'apply', '--yes')
      await life.evenkeel(t, 'verify')
    },
  )

  test.serial('no secret was seen where none must be', async (t) => {
    await noSecretSeen(t)
    if (engine === 'mysql') t.is(await watch.removedStatements(), '')
  })

  async function noSecretSeen(t: ExecutionContext): Promise<void> {
    t.deepEqual(await watch.found(), { [FIRST]: '', [SECOND]: '' })
    const { SHOP_PASSWORD: shop = '', REPLICATION_PASSWORD: replication = '' } = process.env
    for (const secret of [shop, replication]) t.false(printed.includes(secret))
  }

  /** Compares a load with a server's rows. */
  async function present(host: string, report: RowsReport): Promise<ReturnType<typeof compareRows>> {
    const rows = await lab.sql(host, `SELECT id FROM ${TABLE} WHERE id >= ${report.sent.first}`)
    return compareRows(report, rows.split('\n').filter(Boolean).map(Number))
  }
}
