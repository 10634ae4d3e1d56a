import test from 'ava'
import { beginCopy, copyByBackup, copyByClone, endCopy } from '../../engine/databases/rejoin/copy.ts'
import { sh, shFile } from '../../engine/shell.ts'
import { addressOf } from './network.ts'
import { ENGINES, type Engine, ensureDatabaseRoots } from './roots.ts'
import { TwoServers } from './two-servers.ts'

const TRANSACTIONS = shFile(new URL('../../engine/target/databases/transactions.sh', import.meta.url))
const ONLY_HERE = shFile(new URL('../../engine/databases/rejoin/only-here.sh', import.meta.url))

test.before(ensureDatabaseRoots)

const ORDERS = 'CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY, note VARCHAR(200));'
const FORK: Readonly<Record<Engine, string>> = {
  mariadb: 'SET GLOBAL read_only = 0;',
  mysql: 'SET GLOBAL super_read_only = 0;',
}
const CLOSE: Readonly<Record<Engine, string>> = {
  mariadb: 'SET GLOBAL read_only = 1;',
  mysql: 'SET GLOBAL super_read_only = 1;',
}
const OPEN: Readonly<Record<Engine, string>> = { mariadb: FORK.mariadb, mysql: 'SET GLOBAL read_only = 0;' }
const POSITION: Readonly<Record<Engine, string>> = {
  mariadb: '@@gtid_binlog_state',
  mysql: "REPLACE(@@gtid_executed, '\\n', '')",
}
const START: Readonly<Record<Engine, string>> = { mariadb: 'START SLAVE;', mysql: 'START REPLICA;' }

for (const engine of ENGINES) {
  test.serial(
    `a copy on ${engine} replaces the data, keeps accounts and channel, and leaves the donor as it was`,
    async (t) => {
      t.timeout(900_000)
      await using servers = await TwoServers.start(engine)
      const [old, writer] = [servers.host(0), servers.host(1)]
      await old.sql(`${FORK[engine]} ${ORDERS} INSERT INTO shop.orders VALUES (1, 'only here'); ${CLOSE[engine]}`)
      await writer.sql(
        `${OPEN[engine]} ${ORDERS} INSERT INTO shop.orders SELECT seq, REPEAT('x', 200) FROM (${numbers()}) n;`,
      )
      const { pair, guards } = await servers.connect()
      const [target, source] = guards

      const only = await old.sql(`SELECT ${POSITION[engine]}`)
      const set = engine === 'mysql' ? only : only.replace(/-(\d+)$/, '-1..$1')
      const saved = await target.sql(
        sh`${TRANSACTIONS}\n${ONLY_HERE}\nsave_transactions /var/lib/evenkeel-writer/only.sql ${set}`,
      )
      t.is(saved.status, 0, saved.stderr)
      t.regex(saved.stdout, /^bytes=\d+\n[\s\S]*only here/)

      const look = `SELECT User, Host FROM mysql.user ORDER BY 1, 2; SELECT ${POSITION[engine]};
      SELECT PLUGIN_NAME FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'clone'; SHOW GRANTS FOR guard@'${addressOf(0)}';`
      const before = await writer.sql(look)
      const copy = { pair, target, source, total: 0, note: () => {} }
      await beginCopy(copy)
      await (engine === 'mysql' ? copyByClone(copy) : copyByBackup(copy))
      t.is((await old.run('test -d /var/lib/evenkeel-writer/copying')).status, 0, 'half copied until the end')
      await endCopy(copy)
      t.is((await old.run('test -d /var/lib/evenkeel-writer/copying')).status, 1)
      t.is(await writer.sql(look), before)

      t.is(await old.sql('SELECT COUNT(*) FROM shop.orders'), '1000')
      t.is(
        await old.sql("SELECT Host FROM mysql.user WHERE User = 'guard' ORDER BY 1"),
        `${addressOf(0)}\n${addressOf(1)}`,
      )
      t.is(await old.sql('SELECT epoch, lineage, in_step FROM evenkeel.writer'), '2\tlineage1\t0')
      t.is(await old.sql(`SELECT ${POSITION[engine]}`), await writer.sql(`SELECT ${POSITION[engine]}`))
      await old.sql(START[engine])
      await writer.sql("INSERT INTO shop.orders VALUES (2000, 'after')")
      for (let tries = 0; tries < 100 && (await old.sql('SELECT COUNT(*) FROM shop.orders')) !== '1001'; tries++)
        await old.sql('DO SLEEP(0.3)')
      t.is(await old.sql('SELECT COUNT(*) FROM shop.orders'), '1001')
    },
  )
}

/** The numbers from 1 to 1000, in SQL of both engines. */
function numbers(): string {
  const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ')
  return `SELECT 1 + a.d + 10 * b.d + 100 * c.d AS seq FROM (${digits}) a, (${digits}) b, (${digits}) c`
}
