import { readFileSync } from 'node:fs'
import test from 'ava'
import { judgeProtection } from '../../../roles/mysql/checks/protection.ts'
import { judgeCanary, judgeChannels, judgeData } from '../../../roles/mysql/checks/replication.ts'
import { judgeSettings } from '../../../roles/mysql/checks/settings.ts'
import { judgeWriter } from '../../../roles/mysql/checks/writer.ts'
import role from '../../../roles/mysql/role.ts'
import { lb1, lb2 } from '../hosts.ts'
import { exampleContext } from './examples.ts'

/** What look.sh printed of a real MySQL 9.7 that fetches from itself, with a prepared transaction. */
const MYSQL = readFileSync(new URL('fixtures/mysql.txt', import.meta.url), 'utf8')

const result = (from: string, output: string, status = 0) => ({ from, status, output })

/** The same with other values, and without the prepared transaction and the account. */
function server(from: string, values: Readonly<Record<string, string>>, output = MYSQL) {
  const clean = output.replaceAll(/^(formatID|bypassing)=.*\n/gm, '')
  const kept = Object.keys(values).reduce((text, key) => text.replaceAll(new RegExp(`^${key}=.*\n`, 'gm'), ''), clean)
  return result(
    from,
    `${kept}${Object.entries(values)
      .map(([key, value]) => `${key}=${value}\n`)
      .join('')}`,
  )
}

const open = {
  read_only: '0',
  super_read_only: '0',
  guard_hold: 'yes',
  guard_epoch: '3',
  guard_semisync: 'on',
  events: 'OFF',
}
const closed = { ...open, read_only: '1', super_read_only: '1', guard_hold: 'no', guard_semisync: 'off' }
const described = { vip: '10.0.0.100', semisync: true, events: false }
const ok = result('client1', '200')
const writer = (first: object, second: object, through = ok) =>
  judgeWriter(described, [server('db1', { ...open, ...first }), server('db2', { ...closed, ...second })], through)

test('judgeWriter() sees one open server that holds the VIP', (t) => {
  t.deepEqual(writer({}, {}), {
    holds: true,
    saw: 'db1 is open and holds 10.0.0.100, epoch 3, commits wait for the other server',
  })
})

for (const [what, first, second, saw] of [
  ['both open', {}, { read_only: '0' }, 'db1 and db2 are both open'],
  ['none open', { read_only: '1', guard_reason: 'isolated' }, {}, 'no server is open; db1 holds the VIP and is closed'],
  ['an open server without the VIP', { guard_hold: 'no' }, {}, 'db1 is open without the VIP'],
  ['no guard', { guard_hold: '' }, {}, 'db1: its guard does not run'],
  ['epochs that differ', {}, { guard_epoch: '2' }, 'the epochs differ: db1 3, db2 2'],
  ['events on the standby', {}, { events: 'ON' }, 'db2: events are on'],
  ['commits that do not wait', { guard_semisync: 'off' }, {}, 'db1: semi-synchronous replication is off'],
] as const) {
  test(`judgeWriter() does not hold with ${what}`, (t) => {
    const verdict = writer(first, second)
    t.false(verdict.holds)
    t.true(verdict.saw.includes(saw), verdict.saw)
  })
}

test('judgeWriter() asks through the VIP, and says which server cannot be read', (t) => {
  t.regex(writer({}, {}, result('client1', '503')).saw, /through 10\.0\.0\.100 the guard answers 503/)
  const unread = judgeWriter(described, [server('db1', open), result('db2', 'ERROR 2002 (HY000)', 1)], ok)
  t.deepEqual(unread, { holds: false, saw: 'db2 could not be read: ERROR 2002 (HY000)' })
})

test('judgeChannels() reads channels, and asks the source for TLS', (t) => {
  t.deepEqual(judgeChannels([result('db1', MYSQL)], [result('db1', MYSQL)], true), { holds: true, saw: 'db1: lag 0 s' })
  const channels = (values: Readonly<Record<string, string>>, source: Readonly<Record<string, string>> = {}) =>
    judgeChannels([server('db1', values)], [server('db2', source)], true).saw
  const error = 'Access denied for user'
  t.is(
    channels({ Replica_IO_Running: 'Connecting', Last_IO_Error: error }),
    `db1: receiver Connecting, applier Yes: ${error}`,
  )
  t.is(channels({ Seconds_Behind_Source: '31' }), 'db1 is 31 s behind')
  t.is(channels({ Replica_IO_Running: '', Replica_SQL_Running: '' }), 'db1 has no channel')
  t.is(channels({}, { fetching: 'r@10.0.0.1 ' }), 'db2: r@10.0.0.1 fetches in clear')
  const forked = { Replica_IO_Running: 'No', guard_channel: 'forked', guard_channel_error: 'only here: 1-1-7' }
  t.is(channels(forked), 'db1: receiver No, applier Yes: only here: 1-1-7')
})

for (const [relation, lineage, holds, saw] of [
  ['equal', 'same', true, 'both have the same transactions'],
  ['ahead', 'same', true, 'only on db1: a:7; only on db2: nothing'],
  ['fork', 'same', false, 'a fork: only on db1: a:7; only on db2: nothing'],
  ['ahead', 'other', false, 'they have different histories; only on db1: a:7; only on db2: nothing'],
] as const) {
  test(`judgeData() of ${relation} transactions and ${lineage} lineage ${holds ? 'holds' : 'does not hold'}`, (t) => {
    const printed = `relation=${relation}\nonly_here=a:7\nonly_peer=\nepoch=1\npeer_epoch=1\nlineage=${lineage}\n`
    t.deepEqual(judgeData([result('db1', printed)], [], ['db1', 'db2']), { holds, saw })
  })
}

test('judgeCanary() wants one holder, and tells the delay', (t) => {
  t.deepEqual(judgeCanary([result('db1', 'holder\n'), result('db2', '20 ms\n')], []), {
    holds: true,
    saw: 'on db2 after 20 ms',
  })
  t.is(judgeCanary([result('db1', 'holder\n'), result('db2', 'holder\n')], []).saw, '2 hosts hold the VIP')
  t.is(
    judgeCanary([result('db1', 'holder\n'), result('db2', 'a row did not arrive', 1)], []).saw,
    'db2: a row did not arrive',
  )
})

test('an empty server beside one with data is left to be joined, unless something else is wrong', (t) => {
  const unjoined = { guard_channel: 'unjoined', Replica_IO_Running: 'No', guard_epoch: '0' }
  const both = [server('db1', { ...open, guard_semisync: 'off' }), server('db2', { ...closed, ...unjoined })]
  const leftToDo =
    'db2 is empty, and the other server holds data: evenkeel rejoin db2 copies it. Until then there is no standby.'
  t.like(judgeChannels(both, both, true), { holds: false, leftToDo })
  t.like(judgeData([result('db1', 'relation=ahead\nlineage=none\n')], both, ['db1', 'db2']), { holds: false, leftToDo })
  t.like(judgeCanary([result('db1', 'holder\n'), result('db2', 'no row', 1)], both), { holds: false, leftToDo })
  t.like(judgeWriter(described, both, ok), { holds: false, leftToDo })
  t.is(judgeWriter(described, both, result('client1', '503')).leftToDo, undefined)
  t.is(judgeChannels([...both, result('db3', 'ERROR 2002', 1)], both, true).leftToDo, undefined)
})

test('judgeProtection() names accounts and prepared transactions', (t) => {
  t.deepEqual(judgeProtection([result('db1', MYSQL)]), {
    holds: false,
    saw: "db1: 'sup'@'10.%' may write although it is read-only; db1: 1 prepared transactions (XA RECOVER)",
  })
  t.true(judgeProtection([server('db1', {})]).holds)
})

test('judgeSettings() compares the running server', (t) => {
  const expected = { server_id: '1', log_bin: '1' }
  t.deepEqual(judgeSettings(expected, true, result('db1', MYSQL)), { holds: true, saw: 'server_id 1, open' })
  t.is(judgeSettings({ server_id: '2' }, true, result('db1', MYSQL)).saw, 'server_id is 1, 2 is described')
  t.is(judgeSettings({}, false, server('db1', closed)).saw, 'it is read-only')
  const half = server('db1', { read_only: '1', super_read_only: '0' })
  t.is(judgeSettings({}, true, half).saw, 'read_only is on, and super_read_only is off')
})

test('checks() of a pair come once all members are applied', (t) => {
  const titles = (more: object) => role.checks?.({ ...exampleContext('pair'), ...more }).map(({ title }) => title) ?? []
  t.deepEqual(titles({ applied: [lb1] }), ['lb1: the mariadb server runs as described'])
  t.deepEqual(titles({ applied: [lb1, lb2] }), [
    'lb1: the mariadb server runs as described',
    'exactly one server of lb1 and lb2 is open, and holds 10.77.0.100',
    "lb1 and lb2 fetch each other's changes",
    'the transactions of lb1 and lb2 do not contradict each other',
    'a row that is written through 10.77.0.100 arrives on the other server',
    'nobody bypasses read-only on lb1 and lb2',
  ])
})
