import test from 'ava'
import { type DatabaseInput, database } from '../../engine/resources/database.ts'
import { type DatabaseAccountInput, databaseAccount } from '../../engine/resources/database-account.ts'
import type { Json } from '../../engine/resources/resource.ts'
import { Secret } from '../../engine/secrets.ts'
import { ENGINES, type Engine, ensureDatabaseRoots } from './roots.ts'
import { DatabaseServer } from './server.ts'
import { apply, converge, read, stateOf, undo } from './steps.ts'

test.before(ensureDatabaseRoots)

const SETTINGS = ['log_bin=binlog', 'general_log=ON', 'general_log_file=/var/lib/mysql/general.log']
const PASSWORD = `it's a \\ "secret" #1`
const secret = (value: string) => new Secret(value, 'env:SHOP_PASSWORD')

/** An account as somebody made it by hand: with a role, limits, privileges on columns and a salt of the server's own. */
const BY_HAND: Readonly<Record<Engine, string>> = {
  mariadb: `
    CREATE DATABASE hand_made; CREATE TABLE hand_made.t (a INT, b INT); CREATE ROLE reader;
    CREATE USER hand@localhost IDENTIFIED BY 'made by hand' REQUIRE X509 WITH MAX_USER_CONNECTIONS 3;
    GRANT SELECT (a), UPDATE (a, b) ON hand_made.t TO hand@localhost;
    GRANT ALL PRIVILEGES ON \`hand\\_made\`.* TO hand@localhost WITH GRANT OPTION;
    GRANT reader TO hand@localhost WITH ADMIN OPTION; SET DEFAULT ROLE reader FOR hand@localhost;
    CREATE USER nobody@localhost`,
  mysql: `
    CREATE DATABASE hand_made; CREATE TABLE hand_made.t (a INT, b INT); CREATE ROLE reader;
    CREATE USER hand@localhost IDENTIFIED BY 'made by hand' REQUIRE X509 WITH MAX_USER_CONNECTIONS 3 COMMENT 'it''s mine';
    GRANT SELECT (a), UPDATE (a, b) ON hand_made.t TO hand@localhost;
    GRANT ALL PRIVILEGES ON \`hand\\_made\`.* TO hand@localhost WITH GRANT OPTION;
    GRANT BACKUP_ADMIN ON *.* TO hand@localhost;
    GRANT reader TO hand@localhost WITH ADMIN OPTION; ALTER USER hand@localhost DEFAULT ROLE reader;
    CREATE USER nobody@localhost`,
}

/** Whether the account can log in over TCP and TLS; the password goes by an options file. */
async function canLogIn(server: DatabaseServer, user: string, password: string): Promise<boolean> {
  const escaped = password.replaceAll(/["\\]/g, '\\$&')
  const tls = server.engine === 'mysql' ? 'ssl-mode=REQUIRED' : 'ssl\nskip-ssl-verify-server-cert'
  await server.write('/login.cnf', `[client]\nuser=${user}\npassword="${escaped}"\nprotocol=tcp\n${tls}\n`, 0o600)
  const { status } = await server.run('SELECT 1;', [server.engine, '--defaults-file=/login.cnf', '-h', '127.0.0.1'])
  return status === 0
}

for (const engine of ENGINES) {
  test.serial(`database and database_account on ${engine}: are made, hold, and are undone exactly`, async (t) => {
    await using server = await DatabaseServer.host(engine, {
      settings: [
        ...SETTINGS,
        ...(engine === 'mysql' ? ['gtid_mode=ON', 'enforce_gtid_consistency=ON', 'mysqlx=OFF'] : []),
      ],
      shell: engine === 'mysql' ? ['busybox', 'sh'] : ['sh'],
    })
    const accountOf = (input: Partial<DatabaseAccountInput>) =>
      databaseAccount({
        engine,
        name: 'shop',
        host: '127.0.0.1',
        password: secret(PASSWORD),
        tls: engine === 'mysql',
        grants: [
          { on: 'shop_a.*', privileges: ['SELECT', 'INSERT', 'GRANT OPTION'] },
          { on: '*.*', privileges: ['REPLICATION CLIENT'] },
        ],
        ...input,
      })
    const databaseOf = (input: Partial<DatabaseInput>) => database({ engine, name: 'shop_a', ...input })
    const account = accountOf({})
    t.like(await read(server, account), { notYet: 'the database server does not run (yet)' })
    await server.start()

    // The journal is the binary log: nothing of a resource may be in it.
    const executed = engine === 'mysql' ? 'SELECT @@gtid_executed' : 'SELECT @@gtid_binlog_state'
    await server.sql(BY_HAND[engine])
    const before = await server.sql(executed)
    if (engine === 'mysql') await server.sql('SET GLOBAL super_read_only = ON')
    else await server.sql('SET GLOBAL read_only = ON')

    // A database: made, altered, left alone while it holds a table.
    const shop = databaseOf({ charset: 'latin1' })
    const made = await apply(server, shop)
    t.is(made.before, null)
    t.true(shop.holds(shop.desired, made.after))
    const wide = databaseOf({ charset: 'utf8mb4', collation: 'utf8mb4_bin' })
    await apply(server, wide)
    t.deepEqual(await stateOf(server, wide), { charset: 'utf8mb4', collation: 'utf8mb4_bin' })
    await undo(server, wide, made.after, wide.desired)
    t.deepEqual(await stateOf(server, shop), made.after)

    // An account: made, idempotent, logs in.
    const first = await apply(server, account)
    t.is(first.before, null)
    t.true(account.holds(account.desired, first.after), JSON.stringify(first.after))
    t.true(await canLogIn(server, 'shop', PASSWORD))

    // A new password and other privileges, and back: the old password logs in again.
    const changed = accountOf({
      password: secret('another secret'),
      grants: [{ on: 'shop_a.*', privileges: ['SELECT', 'DELETE'] }],
    })
    t.false(changed.holds(changed.desired, first.after))
    const second = await apply(server, changed)
    t.true(changed.holds(changed.desired, second.after))
    t.true(await canLogIn(server, 'shop', 'another secret'))
    const hash = await hashIn(server)
    t.regex(hash, /^(\*?[0-9A-F]{40})$/)
    const watched = server.run(WATCH)
    await converge(server, changed, second.before, changed.desired) // an interrupted step is done again
    await server.run('rm -f /watching')
    const { output: words } = await watched
    t.regex(words, /--protocol=socket/)
    t.notRegex(words, /another secret|IDENTIFIED|GRANT SELECT/)
    t.false(words.includes(hash))
    await undo(server, changed, second.before, changed.desired)
    t.deepEqual(await stateOf(server, changed), first.after)
    t.true(await canLogIn(server, 'shop', PASSWORD))
    await undo(server, account, null, account.desired)
    t.is(await stateOf(server, account), null)

    // What was made by hand: its password holds, whatever its salt, and all of it comes back byte for byte.
    const hand = accountOf({ name: 'hand', host: 'localhost', password: secret('made by hand') })
    const found = await definitionOf(server, 'hand')
    const taken = await apply(server, hand)
    t.true(hand.holds(hand.desired, taken.after))
    const { clause } = taken.before as { readonly clause: Json }
    t.true(hand.holds(hand.desired, { ...(taken.after as object), clause }), 'computed with the stored salt')
    t.true(hand.redacted(taken.before, () => 'hidden') !== taken.before)
    t.notRegex(JSON.stringify(hand.redacted(taken.before, () => 'hidden')), /[0-9a-f]{40}/i)
    t.not(await definitionOf(server, 'hand'), found)
    await undo(server, hand, taken.before, hand.desired)
    t.is(await definitionOf(server, 'hand'), found)
    const absent = databaseAccount({ engine, name: 'hand', host: 'localhost', state: 'absent' })
    const gone = await apply(server, absent)
    t.is(gone.after, null)
    await undo(server, absent, gone.before, null)
    t.is(await definitionOf(server, 'hand'), found)

    // No password at all comes back as that.
    const nobody = accountOf({ name: 'nobody', host: 'localhost' })
    const without = await apply(server, nobody)
    await undo(server, nobody, without.before, nobody.desired)
    t.deepEqual(await stateOf(server, nobody), without.before)

    // Still read-only, nothing in the binary log, no secret in any log.
    t.is(await server.sql('SELECT @@global.read_only'), '1')
    if (engine === 'mysql') t.is(await server.sql('SELECT @@global.super_read_only'), '1')
    t.is(await server.sql(executed), before)
    const { output } = await server.run(
      `cd /var/lib/mysql; grep -qa 'FROM mysql.user' general.log && { grep -alF -e 'another secret' -e '"secret" #1' -e '${hash}' general.log binlog.0* || echo none; }`,
    )
    t.is(output.trim(), 'none')

    // Somebody's table keeps the database, which then counts as not there; without the table it goes.
    if (engine === 'mysql') await server.sql('SET GLOBAL super_read_only = OFF')
    await server.sql('SET GLOBAL read_only = OFF; CREATE TABLE shop_a.t (id INT)')
    const removed = databaseOf({ state: 'absent' })
    t.regex(removed.notes('holds 1')[0] ?? '', /it stays: it holds 1 /)
    t.regex(await converge(server, removed, await stateOf(server, removed), null), /shop_a stays, as it holds 1 /)
    t.is(await stateOf(server, removed), null)
    t.is(await server.sql('SELECT COUNT(*) FROM shop_a.t'), '0')
    await server.sql('DROP TABLE shop_a.t')
    t.not(await stateOf(server, removed), null)
    await apply(server, removed)
    t.is(await server.sql("SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME='shop_a'"), '0')

    const wrong = database({ engine: engine === 'mysql' ? 'mariadb' : 'mysql', name: 'x' })
    if (engine === 'mysql') t.like(await read(server, wrong), { notYet: 'the host has no program mariadb (yet)' })
    else await t.throwsAsync(read(server, wrong), { message: /is MariaDB \(10\..*\), not MySQL/ })
  })
}

async function definitionOf(server: DatabaseServer, name: string): Promise<string> {
  return server.sql(`SHOW CREATE USER ${name}@localhost; SHOW GRANTS FOR ${name}@localhost`)
}

/** The hash as a statement has it; of MySQL's, the end is enough. */
async function hashIn(server: DatabaseServer): Promise<string> {
  const made = await server.sql("SHOW CREATE USER shop@'127.0.0.1'")
  const [mariadb] = /\*[0-9A-F]{40}/.exec(made) ?? []
  const [, end = ''] = /([./0-9A-Za-z]{20})' /.exec(made) ?? []
  return mariadb ?? Buffer.from(end).toString('hex').toUpperCase()
}

/** All words of all processes of the host, until the server's host ends. */
const WATCH = `touch /watching; while [ -e /watching ]; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | sort -u; done | sort -u`
