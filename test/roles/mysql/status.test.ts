import { readFileSync } from 'node:fs'
import test from 'ava'
import { type DescribedServers, readDatabases } from '../../../roles/mysql/status.ts'
import { lookResult, unasked } from '../fixture.ts'

/** look.sh on MySQL 9.7: it is open. */
const captured = readFileSync(new URL('fixtures/mysql.txt', import.meta.url), 'utf8')
const guard = 'guard_open=yes\nguard_epoch=7\nguard_hold=yes\nguard_semisync=on\n'
const open = `${captured}${guard}`
const standby = captured
  .replace(/^read_only=0$/m, 'read_only=1')
  .concat('guard_open=no\nguard_epoch=7\nguard_hold=no\nguard_reason=the VIP is elsewhere\n')

const pair: DescribedServers = { engine: 'mysql', isPair: true, fetches: true, isReadOnly: false, semisync: true }

const problems = (described: DescribedServers, ...outputs: string[]) =>
  readDatabases(
    described,
    outputs.map((output, index) => lookResult(`db${index + 1}`, output)),
  ).problems?.map(({ text, host }) => [host, text].filter((one) => one !== undefined).join(': '))

test('readDatabases() names the writer and its standby', (t) => {
  const { items } = readDatabases(pair, [lookResult('db1', open), lookResult('db2', standby)])
  t.deepEqual(items, [
    {
      kind: 'database',
      host: 'db1',
      engine: 'mysql',
      mode: 'open',
      channel: 'running',
      lag: 0,
      epoch: '7',
      semisync: 'on',
    },
    { kind: 'database', host: 'db2', engine: 'mysql', mode: 'read-only', channel: 'running', lag: 0, epoch: '7' },
  ])
  t.deepEqual(problems(pair, open, standby), [])
})

test('readDatabases() tells of no writer, of two, and of one whose commits do not wait', (t) => {
  t.deepEqual(problems(pair, open, open), ['db1 and db2 both take writes'])
  t.deepEqual(problems(pair, standby, standby), [
    'no server takes writes (db1: the VIP is elsewhere; db2: the VIP is elsewhere)',
  ])
  t.deepEqual(problems(pair, open.replace('semisync=on', 'semisync=off'), standby), [
    'db1: commits do not wait for the standby (semi-synchronous replication)',
  ])
})

test('readDatabases() tells of a channel that does not run, and of a server that is silent', (t) => {
  const broken = standby
    .replace('Replica_SQL_Running=Yes', 'Replica_SQL_Running=No')
    .replace('Last_SQL_Error=', 'Last_SQL_Error=Duplicate entry')
  t.deepEqual(problems(pair, open, broken), ['db2: receiver Yes, applier No: Duplicate entry'])
  const silent = readDatabases(pair, [lookResult('db1', open), lookResult('db2', 'ERROR 2002: no socket\n', 1)])
  t.deepEqual(silent.problems, [{ text: 'mysql does not answer: ERROR 2002: no socket', host: 'db2' }])
  t.deepEqual(readDatabases(pair, [unasked('db1')]).items, [])
})

test('readDatabases() judges a server alone, and a replica', (t) => {
  const alone = { ...pair, isPair: false, fetches: false, semisync: false }
  t.deepEqual(problems(alone, captured), [])
  t.deepEqual(problems(alone, standby), ['db1: it takes no writes'])
  t.deepEqual(problems({ ...alone, isReadOnly: true }, captured), ['db1: it takes writes, and is a replica'])
})
