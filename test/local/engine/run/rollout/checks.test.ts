import { join } from 'node:path'
import test from 'ava'
import type { Check, Look, LookResult } from '../../../../../engine/check.ts'
import type { RunEvent } from '../../../../../engine/events.ts'
import { HostPool } from '../../../../../engine/host-pool.ts'
import { runChecks } from '../../../../../engine/run/rollout/checks.ts'
import { Secret } from '../../../../../engine/secrets.ts'
import { sh } from '../../../../../engine/shell.ts'
import { LocalHost } from '../../../../support/local-host.ts'

interface Scene {
  readonly pool: HostPool
  readonly events: readonly RunEvent[]
  /** The path of a file that all looks share: both hosts are on one machine. */
  path(name: string): string
}

async function withScene(body: (scene: Scene) => Promise<void>): Promise<void> {
  const hosts = [await LocalHost.make('web1'), await LocalHost.make('web2')]
  const events: RunEvent[] = []
  const pool = new HostPool({
    connect: async ({ name }) => (hosts.find((host) => host.name === name) ?? hosts[0])?.connect() ?? fail(),
    forks: 50,
    emit: (event) => events.push(event),
    operator: 'tester@here',
  })
  try {
    await pool.connect(hosts.map((host) => host.target))
    await body({ pool, events, path: (name) => join(hosts[0]?.folder ?? '', name) })
  } finally {
    await pool.close()
    await Promise.all(hosts.map((host) => host.remove()))
  }
}

function fail(): never {
  throw new Error('no host')
}

/** Holds if all looks exit with 0; saw is what they printed. */
const judge = (results: readonly LookResult[]) => ({
  holds: results.every(({ status }) => status === 0),
  saw: results.map(({ output }) => output.trim()).join(' '),
})

/** A look that waits for another one: it exits with 0 only if the other one runs at the same time. */
const meet = (from: string, mine: string, other: string): Look => ({
  from,
  run: sh`: >${mine}; tries=0
until test -e ${other}; do tries=$((tries + 1)); test "$tries" -lt 300 || exit 1; sleep 0.05; done
echo met`,
})

test('runChecks() makes the looks of a check at the same time', async (t) => {
  await withScene(async ({ pool, path }) => {
    const looks = [meet('web1', path('one'), path('other')), meet('web2', path('other'), path('one'))]
    const [report] = await runChecks(pool, [{ title: 'both', looks, judge }])
    t.like(report, { holds: true, saw: 'met met' })
  })
})

test('runChecks() starts a look with `afterwards` when all before it have ended', async (t) => {
  await withScene(async ({ pool, path }) => {
    const looks: Look[] = [
      { from: 'web1', run: sh`sleep 0.3; echo counted >${path('count')}` },
      { from: 'web2', run: sh`cat ${path('count')}`, afterwards: true },
    ]
    const [report] = await runChecks(pool, [{ title: 'in order', looks, judge }])
    t.like(report, { holds: true, saw: ' counted' })
  })
})

test('runChecks() runs several checks at the same time and reports them in their order', async (t) => {
  await withScene(async ({ pool, path, events }) => {
    const slow: Check = { title: 'slow', looks: [meet('web1', path('one'), path('other'))], judge }
    const fast: Check = { title: 'fast', looks: [meet('web2', path('other'), path('one'))], judge }
    const reports = await runChecks(pool, [slow, fast])
    t.deepEqual(
      reports.map(({ title, holds }) => [title, holds]),
      [
        ['slow', true],
        ['fast', true],
      ],
    )
    const titles = events.flatMap((event) => (event.type === 'check-done' ? [event.title] : []))
    t.deepEqual(titles, ['slow', 'fast'])
  })
})

test('runChecks() runs a check with `alone` while no other check runs', async (t) => {
  await withScene(async ({ pool, path }) => {
    const busy = path('busy')
    const other = (title: string): Check => ({
      title,
      looks: [{ from: 'web1', run: sh`mkdir ${busy}.${title} && sleep 0.3 && rmdir ${busy}.${title}` }],
      judge,
    })
    const counting: Check = {
      title: 'counting',
      alone: true,
      looks: [{ from: 'web2', run: sh`for busy in ${busy}.*; do test ! -e "$busy" || exit 1; done` }],
      judge,
    }
    const reports = await runChecks(pool, [other('before'), counting, other('after')])
    t.deepEqual(
      reports.map(({ title, holds }) => [title, holds]),
      [
        ['before', true],
        ['counting', true],
        ['after', true],
      ],
    )
  })
})

test.serial('runChecks() makes looks in one environment, whatever the login and the operator have', async (t) => {
  process.env.http_proxy = 'http://proxy.example:3128'
  t.teardown(() => {
    delete process.env.http_proxy
  })
  await withScene(async ({ pool }) => {
    const look = sh`env | grep -vE '^(EVENKEEL_[A-Z_]*|PWD|OLDPWD|SHLVL|_)=' | grep -v ^PATH= | sort`
    const from = ['web1', { controller: true } as const]
    const looks = from.map((place) => ({ from: place, run: look }))
    const [report] = await runChecks(pool, [{ title: 'environment', looks, judge }])
    t.is(report?.saw, `HOME=/root\nLC_ALL=C HOME=${process.env.HOME}\nLC_ALL=C`)
  })
})

test('runChecks() retries until a check holds or its time is over', async (t) => {
  await withScene(async ({ pool, path }) => {
    const third = sh`echo x >>${path('looks')}; test "$(wc -l <${path('looks')})" -ge 3`
    const reports = await runChecks(pool, [
      { title: 'in time', looks: [{ from: 'web1', run: third }], within: 15, judge },
      { title: 'never', looks: [{ from: 'web2', run: sh`false` }], within: 0.1, judge },
    ])
    t.deepEqual(
      reports.map(({ holds }) => holds),
      [true, false],
    )
  })
})

test('runChecks() sets the secrets of a look, and no command has them among its words', async (t) => {
  await withScene(async ({ pool }) => {
    const secrets = { password: new Secret("it's $(not) run", 'a test') }
    const run = sh`printf '%s\\n' "$password"; tr '\\0' ' ' </proc/$$/cmdline | grep -c run || :`
    for (const from of ['web1', { controller: true } as const]) {
      const [report] = await runChecks(pool, [{ title: 'secret', looks: [{ from, run, secrets }], judge }])
      t.like(report, { holds: true, saw: "it's $(not) run\n0" })
    }
  })
})
