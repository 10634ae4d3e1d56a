import { execFileSync } from 'node:child_process'
import test from 'ava'
import { databaseAccount } from '../../engine/resources/database-account.ts'
import { type ReplicationChannelInput, replicationChannel } from '../../engine/resources/replication-channel.ts'
import { Secret } from '../../engine/secrets.ts'
import { ENGINES, type Engine, ensureDatabaseRoots } from './roots.ts'
import { DatabaseServer } from './server.ts'
import { apply, converge, stateOf, undo } from './steps.ts'

test.before(ensureDatabaseRoots)

const NAMESPACE = `evenkeel-channels-${process.pid}`
test.before(() => {
  execFileSync('ip', ['netns', 'add', NAMESPACE])
  execFileSync('ip', ['-n', NAMESPACE, 'link', 'set', 'lo', 'up'])
})
test.after.always(() => {
  execFileSync('ip', ['netns', 'delete', NAMESPACE])
})

const SETTINGS = ['log_bin=binlog', 'general_log=ON', 'general_log_file=/var/lib/mysql/general.log']
const OF_ENGINE = {
  mariadb: ['log_slave_updates=ON', 'gtid_strict_mode=ON', 'skip_slave_start=ON'],
  mysql: ['gtid_mode=ON', 'enforce_gtid_consistency=ON', 'skip_replica_start=ON', 'mysqlx=OFF'],
}

/** The servers share a network, so each has its own port. */
const serverOf = (engine: Engine, id: number) =>
  DatabaseServer.start(engine, {
    namespace: NAMESPACE,
    name: `db${id}`,
    settings: [...SETTINGS, ...OF_ENGINE[engine], `server_id=${id}`, `port=${3305 + id}`, ...domainOf(engine, id)],
    shell: id === 1 ? ['sh'] : ['busybox', 'sh'],
  })

const domainOf = (engine: Engine, id: number) => (engine === 'mariadb' ? [`gtid_domain_id=${id}`] : [])

const password = (value: string) => new Secret(value, 'env:REPLICATION_PASSWORD')
const PASSWORD = `it's a \\ "secret" #1`

for (const engine of ENGINES) {
  test.serial(`replication_channel on ${engine}: is made, compared, started, changed and undone`, async (t) => {
    await using source = await serverOf(engine, 1)
    await using replica = await serverOf(engine, 2)
    const account = databaseAccount({
      engine,
      name: 'replication',
      host: '%',
      password: password(PASSWORD),
      tls: engine === 'mysql',
      grants: [{ on: '*.*', privileges: ['REPLICATION SLAVE'] }],
    })
    await apply(source, account)
    // Root file systems have no history: what a server made when it was unpacked is in no binary log.
    await source.sql('CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY); INSERT INTO shop.t VALUES (1)')

    const input: ReplicationChannelInput = {
      engine,
      source: '127.0.0.1',
      port: 3306,
      user: 'replication',
      password: password(PASSWORD),
      tls: engine === 'mysql' ? {} : false,
    }
    const channel = replicationChannel(input)
    const made = await apply(replica, channel)
    t.is(made.before, null)
    t.true(channel.holds(channel.desired, made.after), JSON.stringify(made.after))
    t.is(await replica.sql('SELECT COUNT(*) FROM shop.t'), '1')

    // Stopped by somebody: a difference, which the resource heals, and an undo brings back.
    await replica.sql('STOP REPLICA')
    const healed = await apply(replica, channel)
    t.like(healed.before, { status: 'stopped' })
    t.like(healed.after, { status: 'running' })
    await undo(replica, channel, healed.before, channel.desired)
    t.deepEqual(await stateOf(replica, channel), healed.before)
    await apply(replica, channel)

    // Another password does not fit: the server's own error ends the step, and undo brings the old one back.
    const other = replicationChannel({ ...input, password: password('another secret') })
    const running = await stateOf(replica, other)
    const error = await t.throwsAsync(converge(replica, other, running, other.desired))
    t.regex(error?.message ?? '', /the source 127\.0\.0\.1 does not answer.*ERROR 1045/s)
    t.notRegex(error?.message ?? '', /another secret/)
    await undo(replica, other, running, other.desired)
    t.deepEqual(await stateOf(replica, other), running)

    // What the channel cannot apply: the plan has the server's own error, and no change drops what was received.
    await replica.sql('SET sql_log_bin=0; INSERT INTO shop.t VALUES (2)')
    await source.sql('INSERT INTO shop.t VALUES (2)')
    await new Promise((resolve) => setTimeout(resolve, 2000))
    const broken = await stateOf(replica, channel)
    t.regex((broken as { status: string }).status, /^broken, error 1062: .*Duplicate entry/s)
    t.false(channel.holds(channel.desired, broken))
    const guarded = replicationChannel({ ...input, guarded: true })
    t.false(guarded.holds(guarded.desired, broken))
    await t.throwsAsync(converge(replica, guarded, broken, guarded.desired), { message: /broken.*1062/s })
    await t.throwsAsync(converge(replica, channel, broken, null), { message: /not applied all that it has received/ })
    await replica.sql('SET sql_log_bin=0; DELETE FROM shop.t WHERE id = 2; START REPLICA')
    await new Promise((resolve) => setTimeout(resolve, 2000))

    // Own transactions: a fork, in words, before anything starts.
    await replica.sql('STOP REPLICA; CREATE DATABASE only_here')
    await source.sql('CREATE DATABASE only_there')
    const stopped = await stateOf(replica, channel)
    await t.throwsAsync(converge(replica, channel, stopped, channel.desired), {
      message: /have a fork: only here \S+, only there \S+/,
    })

    // Gone, and back with the old password.
    const absent = replicationChannel({ engine, source: '127.0.0.1', user: 'replication', state: 'absent' })
    const gone = await apply(replica, absent)
    t.is(gone.after, null)
    await undo(replica, absent, gone.before, null)
    t.deepEqual(await stateOf(replica, absent), gone.before)

    for (const server of [source, replica]) {
      const { output } = await server.run(
        `cd /var/lib/mysql; grep -qa 'SELECT VERSION()' general.log && { grep -alF -e 'another secret' -e '"secret" #1' general.log binlog.0* || echo none; }`,
      )
      t.is(output.trim(), 'none')
    }
  })
}
