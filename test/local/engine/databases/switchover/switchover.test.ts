import { readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import type { DescribedPairs } from '../../../../../engine/databases/described-pairs.ts'
import { switchover } from '../../../../../engine/databases/switchover/switchover.ts'
import type { EvenkeelError } from '../../../../../engine/errors/error.ts'
import type { RunEvent } from '../../../../../engine/events.ts'
import type { LocalHost } from '../../../../support/local-host.ts'
import { consent, controllerOf, withHosts } from '../../../../support/scene.ts'

/**
 * A guard without a database: it keeps its state in a file, and opens when its peer gives the address up. Files change what
 * it does: `busy`, `lagging`, `refuses` and `cut`.
 */
function guard(own: string, peer: string): string {
  return `cd ${own} || exit
echo "$*" >>log
case $1 in
state) echo "at=$(cut -d ' ' -f 1 /proc/uptime)"; cat state ;;
compare) cat compare ;;
hand-over)
  if [ -e busy ]; then echo 'reason=not closed within 2 seconds: connection 41 of shop'; exit 1; fi
  echo closed=yes; echo disconnected=yes; echo gtid=1-1-9
  if [ -e ${peer}/lagging ]; then echo 'reason=the peer still lacks 1-1-9 after 5 seconds'; exit 1; fi
  sed -i s/open=yes/open=no/ state; echo applied=yes
  if [ ! -e ${peer}/refuses ]; then touch moved; sed -i s/open=no/open=yes/ ${peer}/state; fi
  [ ! -e cut ] || exit 1
  echo gave_up=yes ;;
unyield) [ -e moved ] || sed -i s/open=no/open=yes/ state ;;
esac`
}

/** The client of a server: whether it is read-only follows from the guard's state. */
function client(own: string): string {
  return `cd ${own} || exit
sql=$(cat)
case $sql in
*server_id,*) printf '2\\t0\\n' ;;
*read_only*) if grep -q open=yes state; then echo 0; else echo 1; fi ;;
*'XA RECOVER'*) cat xa ;;
*) cat sessions ;;
esac`
}

async function prepare(host: LocalHost, peer: LocalHost, id: number, open: 'yes' | 'no'): Promise<void> {
  const [own, other] = [host.path(''), peer.path('')]
  const state = `open=${open}\nhold=${open}\nepoch=1\nlineage=ab\npeer=answers\nchannel=running\nkeepalived=yes\nvip=0\ngtid=1-1-9\nserver_id=${id}\n`
  await writeFile(host.path('state'), state)
  await writeFile(host.path('compare'), 'relation=ahead\nlineage=same\nonly_here=1-1-9\n')
  for (const name of ['xa', 'sessions', 'log']) await writeFile(host.path(name), '')
  await host.pretend('writer', guard(own, other))
  await host.pretend('mariadb', client(own))
}

/** The guard's program has the same path on both hosts: `writer` of the PATH. */
function describedPair(hosts: readonly LocalHost[], writer: string): DescribedPairs {
  return {
    playbook: 'pair.yml',
    targets: hosts.map((host) => host.target),
    clients: [],
    pairs: () => [
      {
        engine: 'mariadb',
        hosts: [
          { name: 'db1', address: '10.77.0.31' },
          { name: 'db2', address: '10.77.0.32' },
        ],
        vip: '10.77.0.100',
        port: 3306,
        answerPort: 3380,
        semisync: false,
        tls: false,
        unit: 'mariadb.service',
        paths: { writer, peerAccount: '', socket: '' },
      },
    ],
  }
}

async function withPair(
  body: (
    db1: LocalHost,
    db2: LocalHost,
    move: (more?: { to?: string; dryRun?: boolean }) => ReturnType<typeof switchover>,
    events: RunEvent[],
  ) => Promise<void>,
): Promise<void> {
  await withHosts(['db1', 'db2'], async (db1, db2) => {
    await prepare(db1, db2, 1, 'yes')
    await prepare(db2, db1, 2, 'no')
    // `test -x` needs a path: each host has its own program behind the same one.
    const writer = `${db1.folder}/writer`
    await writeFile(writer, '#!/bin/sh\nexec writer "$@"\n', { mode: 0o755 })
    const events: RunEvent[] = []
    const move = ({ to, dryRun = false }: { to?: string; dryRun?: boolean } = {}) =>
      switchover(describedPair([db1, db2], writer), controllerOf([db1, db2], events), { to, dryRun, consent })
    await body(db1, db2, move, events)
  })
}

const stateOf = (host: LocalHost) => readFile(host.path('state'), 'utf8')
const isLocked = (host: LocalHost) =>
  readFile(`${host.home}/lock/owner`, 'utf8').then(
    () => true,
    () => false,
  )

test('switchover() moves the writer in ten phases, and frees both hosts', async (t) => {
  await withPair(async (db1, db2, move, events) => {
    const report = await move()
    t.like(report, { outcome: 'moved', from: 'db1', to: 'db2', failure: undefined, behind: 0 })
    t.deepEqual(
      report.phases.map(({ number }) => number),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    )
    t.is(events.filter(({ type }) => type === 'phase-done').length, 10)
    t.regex(await stateOf(db2), /open=yes/)
    t.regex(await stateOf(db1), /open=no/)
    t.true((report.pause?.servers ?? 0) > 0)
    t.deepEqual(await Promise.all([db1, db2].map(isLocked)), [false, false])
  })
})

test('switchover() has nothing to do if the host takes writes already', async (t) => {
  await withPair(async (_db1, _db2, move) => {
    t.like(await move({ to: 'db1' }), { outcome: 'nothing', to: 'db1' })
  })
})

test('switchover() refuses with all that is in the way, and closes nothing', async (t) => {
  await withPair(async (db1, _db2, move) => {
    await writeFile(db1.path('xa'), '1\t1\t0\tx\n')
    await writeFile(db1.path('sessions'), 'write\t41\tshop\t61\t5\tUPDATE orders SET paid = 1\n')
    for (const dryRun of [true, false]) {
      const error = await t.throwsAsync<EvenkeelError>(move({ dryRun }))
      t.is(error?.code, 'check')
      t.regex(error?.message ?? '', /1 prepared XA transaction[\s\S]*connection 41 of shop has been writing for 61 s/)
    }
    t.notRegex(await readFile(db1.path('log'), 'utf8'), /hand-over/)
    t.false(await isLocked(db1))
  })
})

test('switchover() with dryRun only looks, and locks nothing', async (t) => {
  await withPair(async (db1, _db2, move, events) => {
    t.like(await move({ dryRun: true }), { outcome: 'possible', from: 'db1', to: 'db2' })
    t.notRegex(await readFile(db1.path('log'), 'utf8'), /hand-over/)
    t.false(events.some(({ type }) => type === 'locked'))
  })
})

for (const [host, file, message] of [
  ['db1', 'busy', /db1 could not hand the writer over: not closed within 2 seconds: connection 41 of shop/],
  ['db2', 'lagging', /the peer still lacks 1-1-9 after 5 s/],
] as const) {
  test(`switchover() opens the old writer again if ${host} is ${file}`, async (t) => {
    await withPair(async (db1, db2, move) => {
      await writeFile((host === 'db1' ? db1 : db2).path(file), '')
      const report = await move()
      t.is(report.outcome, 'back')
      t.regex(report.failure?.message ?? '', message)
      t.regex(await stateOf(db1), /open=yes/)
      t.regex(await stateOf(db2), /open=no/)
      t.false(await isLocked(db2))
    })
  })
}

test('switchover() takes the address back from a server that does not open', async (t) => {
  await withPair(async (db1, db2, move) => {
    await writeFile(db2.path('refuses'), '')
    const report = await move()
    t.is(report.outcome, 'back')
    t.regex(report.failure?.message ?? '', /db2 did not open within 10 s/)
    t.regex(await readFile(db2.path('log'), 'utf8'), /give-up 20/)
    t.regex(await stateOf(db1), /open=yes/)
  })
})

test('switchover() has moved the writer also if the old one broke off once it had given the address up', async (t) => {
  await withPair(async (db1, db2, move) => {
    await writeFile(db1.path('cut'), '')
    const report = await move()
    t.is(report.outcome, 'moved')
    t.truthy(report.failure)
    t.regex(await stateOf(db2), /open=yes/)
  })
})
