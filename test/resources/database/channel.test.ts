import test from 'ava'
import { channelIn } from '../../../engine/resources/database/channel-state.ts'
import { type ReplicationChannelInput, replicationChannel } from '../../../engine/resources/replication-channel.ts'
import { Secret } from '../../../engine/secrets.ts'

const DIGEST = '26e3e778cac537492f15fd3541d8df616d92a1c9914a8f6483a19586ac7092e2'

const MYSQL = `Source_Host=10.0.0.12
Source_User=replication
Source_Port=3306
Source_SSL_Allowed=Yes
Source_SSL_CA_File=/etc/mysql/ca.pem
Source_SSL_Verify_Server_Cert=Yes
Auto_Position=1
password=${DIGEST}
status=running
`
const MARIADB = `Source_Host=10.0.0.12
Source_User=replication
Source_Port=3306
Source_SSL_Allowed=No
Source_SSL_CA_File=
Source_SSL_Verify_Server_Cert=No
Using_Gtid=No
password=${DIGEST}
status=broken, error 1062: Could not execute Write_rows_v1 event on table shop.t; Duplicate entry '2' for key 'PRIMARY'
`

const input: ReplicationChannelInput = {
  engine: 'mysql',
  source: '10.0.0.12',
  user: 'replication',
  password: new Secret('a long secret', 'env:REPLICATION_PASSWORD'),
  tls: { ca: '/etc/mysql/ca.pem' },
}
const channel = replicationChannel(input)
const guarded = replicationChannel({ ...input, guarded: true })
const read = (changes: object) => ({ ...(channel.desired as object), ...changes })

test('channelIn() reads what the servers print', (t) => {
  t.deepEqual(channelIn(MYSQL), {
    source: '10.0.0.12',
    port: 3306,
    user: 'replication',
    password: DIGEST,
    tls: 'verified',
    ca: '/etc/mysql/ca.pem',
    gtid: true,
    status: 'running',
  })
  t.like(channelIn(MARIADB), { tls: 'no', gtid: false, ca: '' })
  t.is(channelIn('absent\n'), null)
})

test('a replication_channel holds only while it runs; one that a guard starts may wait', (t) => {
  for (const [status, plain, pair] of [
    ['running', true, true],
    ['guarded', false, true],
    ['stopped', false, true],
    ['connecting, error 2003: no route', false, true],
    ['broken, error 1062: Duplicate entry', false, false],
    ['forked', false, false],
  ] as const) {
    t.is(channel.holds(channel.desired, read({ status })), plain, status)
    t.is(guarded.holds(guarded.desired, read({ status })), pair, status)
  }
  t.false(guarded.holds(guarded.desired, read({ source: '10.0.0.13' })))
})

test('of a channel that a guard starts, the plan does not show whether it runs at this moment', (t) => {
  t.is(String(guarded.probe), 'read_replication_channel mysql guarded')
  t.true(guarded.stateLines(guarded.desired, undefined).includes("started and stopped by the writer's guard"))
})

test('the plan shows the error of the server, and no password', (t) => {
  const state = channelIn(MARIADB)
  t.true(channel.stateLines(state, undefined).some((line) => line.includes("Duplicate entry '2'")))
  t.notRegex(JSON.stringify(channel.redacted(state, () => 'hidden')), /[0-9a-f]{40}/)
  t.false(JSON.stringify(channel.spec).includes('a long secret'))
  t.false(channel.converge(null, channel.desired).some((one) => String(one).includes('a long secret')))
})

test('a channel that was found stopped is stopped again by an undo, one with positions in files needs consent', (t) => {
  t.deepEqual(channel.converge(channel.desired, read({ status: 'stopped' })).map(String), [
    'stop_replication_channel mysql',
  ])
  t.regex(channel.irreversible(channelIn(MARIADB), channel.desired) ?? '', /positions in files/)
  t.is(channel.irreversible(channelIn(MYSQL), channel.desired), undefined)
})

test('a change of what a guard cannot heal fails, and its undo does not', (t) => {
  const forked = read({ status: 'forked' })
  t.deepEqual(guarded.converge(forked, guarded.desired).map(String), ['refuse_failed_channel mysql'])
  t.deepEqual(guarded.converge(guarded.desired, forked), [])
})

for (const [what, wrong, message] of [
  ['a password that MySQL does not take', { password: 'x'.repeat(33) }, /at most 32/],
  ['no password', { password: undefined }, /password/],
  ['a name as the source', { source: 'db2' }, /IP address/],
  ['a quote in the user', { user: "o'neill" }, /name of an account/],
  ['a password of what is absent', { state: 'absent' as const }, /has no password/],
] as const) {
  test(`replicationChannel() refuses ${what}`, (t) => {
    t.throws(() => replicationChannel({ ...input, ...wrong } as ReplicationChannelInput), { code: 'input', message })
  })
}
