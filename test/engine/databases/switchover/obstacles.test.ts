import test from 'ava'
import { readGuardState, readLines } from '../../../../engine/databases/guard-state.ts'
import {
  directionOf,
  obstacleOfComparison,
  obstaclesOfServer,
  obstaclesOfStates,
  type PairSide,
} from '../../../../engine/databases/switchover/obstacles.ts'

function side(host: string, more: Readonly<Record<string, string>> = {}): PairSide {
  const healthy = { at: '12.34', open: 'no', epoch: '3', lineage: 'ab12', peer: 'answers', channel: 'running' }
  const lines = { ...healthy, keepalived: 'yes', vip: '0', ...more }
  const printed = Object.entries(lines).map(([key, value]) => `${key}=${value}`)
  return { host, state: readGuardState(`${printed.join('\n')}\n`) }
}

const open = { open: 'yes', hold: 'yes' }

test('directionOf() moves from the open server to the other one, or to nobody', (t) => {
  const [db1, db2] = [side('db1', open), side('db2')]
  t.deepEqual(directionOf([db1, db2], undefined), { from: db1, to: db2 })
  t.deepEqual(directionOf([db2, db1], 'db2'), { from: db1, to: db2 })
  t.deepEqual(directionOf([db1, db2], 'db1'), { already: db1 })
  t.like(directionOf([side('db1', open), side('db2', open)], undefined), { refusal: 'both servers take writes' })
  const closed = directionOf([side('db1', { reason: 'no witness' }), side('db2', { reason: 'superseded' })], undefined)
  t.like(closed, { refusal: 'no server takes writes (db1: no witness; db2: superseded)' })
})

test('obstaclesOfStates() finds nothing in a healthy pair', (t) => {
  t.deepEqual(obstaclesOfStates({ from: side('db1', open), to: side('db2') }), [])
})

for (const [title, more, found] of [
  ['another epoch', { epoch: '2' }, ['the epochs differ: 3 on db1, 2 on db2']],
  [
    'another lineage',
    { lineage: '', epoch: '' },
    ['db2 does not have the data of db1: it must be joined with evenkeel rejoin db2'],
  ],
  [
    'a standby whose keepalived does not run',
    { keepalived: '' },
    ['db2 does not take the address: its keepalived does not run, or its guard gives the address up'],
  ],
  [
    'a standby that gives the address up',
    { vip: '1' },
    ['db2 does not take the address: its keepalived does not run, or its guard gives the address up'],
  ],
  ['a silent peer', { peer: 'refuses' }, ['the guard of db2 gets no answer from its peer']],
  [
    'a broken channel',
    { channel: 'broken', channel_error: "Duplicate entry '5' for key=1" },
    ["the channel of db2 is broken: Duplicate entry '5' for key=1"],
  ],
  ['no channel', { channel: '' }, ['the channel of db2 is not there']],
] as const) {
  test(`obstaclesOfStates() finds ${title}`, (t) => {
    t.deepEqual(obstaclesOfStates({ from: side('db1', open), to: side('db2', more) }), found)
  })
}

test('obstacleOfComparison() lets the writer be ahead, and shows both sets of a fork', (t) => {
  const compared = (printed: string) => obstacleOfComparison('db1', 'db2', readLines(printed))
  t.deepEqual(compared('relation=equal\n'), [])
  t.deepEqual(compared('relation=ahead\nonly_here=1-1-7\n'), [])
  t.deepEqual(compared('relation=behind\nonly_peer=2-2-7\n'), ['db2 has transactions that db1 lacks: 2-2-7'])
  t.deepEqual(compared('relation=fork\nonly_here=1-1-7..9\nonly_peer=2-2-7\n'), [
    'a fork: only db1 has 1-1-7..9, and only db2 has 2-2-7',
  ])
  t.deepEqual(compared(''), ['db1 and db2 could not be compared'])
})

test('obstaclesOfServer() names each session, its time and its statement', (t) => {
  const printed = [
    'xa\t1',
    'bypass\t33\troot\tlocalhost\t120',
    'write\t41\tshop\t61\t5000\tUPDATE orders SET paid = 1',
    'write\t42\tshop\t9\t1\t',
    '',
  ].join('\n')
  t.deepEqual(obstaclesOfServer('db1', printed), [
    'db1 has 1 prepared XA transaction: XA RECOVER lists them',
    'db1: connection 33 of root@localhost, for 120 s, may write although the server is read-only',
    'db1: connection 41 of shop has been writing for 61 s, 5000 rows: UPDATE orders SET paid = 1',
    'db1: connection 42 of shop has been writing for 9 s, 1 rows: in a transaction without a statement now',
  ])
})
