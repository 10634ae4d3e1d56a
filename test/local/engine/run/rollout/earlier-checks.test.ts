import { rmSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { type Check, checkId } from '../../../../../engine/check.ts'
import type { Controller } from '../../../../../engine/controller.ts'
import type { Assignment } from '../../../../../engine/description.ts'
import type { RunEvent } from '../../../../../engine/events.ts'
import { apply } from '../../../../../engine/run/apply.ts'
import type { RunReport } from '../../../../../engine/run/report.ts'
import { rollback } from '../../../../../engine/run/rollback.ts'
import type { RunSettings } from '../../../../../engine/run/settings.ts'
import { sh } from '../../../../../engine/shell.ts'
import type { LocalHost } from '../../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../../support/scene.ts'

const ADVICE = 'start what serves'

/** A claim about a file on the host; what is seen is the file's text. */
function serves(host: LocalHost, name: string, more: Partial<Check> = {}): Check {
  return {
    title: `${name} serves`,
    looks: [{ from: host.name, run: sh`cat ${host.path(name)} 2>/dev/null || echo dead` }],
    advice: ADVICE,
    judge: ([result]) => ({ holds: result?.output === 'alive\n', saw: result?.output.trim() ?? '' }),
    ...more,
  }
}

/** Applies a file with this content, and these checks. */
async function applied(
  host: LocalHost,
  content: string,
  checks: readonly Check[],
  settings: Partial<RunSettings> = {},
  events: RunEvent[] = [],
): Promise<RunReport> {
  const assignment = assign([host], () => [ours(host.path('a.conf'), content)], { checks })
  return apply(assignment, controllerOf([host], events), { consent, settings })
}

async function withWeb(body: (web: LocalHost) => Promise<void>): Promise<void> {
  await withHosts(['web1'], body)
}

test('apply() is not reverted for a check that failed before it in the same way', async (t) => {
  await withWeb(async (web) => {
    await writeFile(web.path('shop'), 'alive\n')
    t.is((await applied(web, 'one\n', [serves(web, 'shop')])).outcome, 'committed')
    await rm(web.path('shop'))
    const events: RunEvent[] = []
    const report = await applied(web, 'two\n', [serves(web, 'shop')], {}, events)
    t.is(report.outcome, 'committed')
    t.is(report.failure, undefined)
    t.like(report.failedBefore, [{ title: 'shop serves', holds: false, saw: 'dead', advice: ADVICE }])
    t.is(await readFile(web.path('a.conf'), 'utf8'), 'two\n')
    const done = events.filter((event) => event.type === 'check-done')
    t.like(done, [{ title: 'shop serves', holds: false, wasSoBefore: true }])
    t.is((await applied(web, 'three\n', [serves(web, 'shop')])).outcome, 'committed', 'it stays excused')
  })
})

test('apply() is not reverted for what a person has to do, and tells it, also with strict', async (t) => {
  await withWeb(async (web) => {
    const check = { ...serves(web, 'shop'), judge: () => ({ holds: false, saw: 'no data', leftToDo: 'copy it' }) }
    const report = await applied(web, 'one\n', [check], { strict: true })
    t.is(report.outcome, 'committed')
    t.is(report.failure, undefined)
    t.like(report.leftToDo, [{ title: 'shop serves', holds: false, saw: 'no data', leftToDo: 'copy it' }])
    t.is(report.failedBefore, undefined)
  })
})

test('apply() with strict is reverted for a check that failed before it', async (t) => {
  await withWeb(async (web) => {
    await writeFile(web.path('shop'), 'alive\n')
    await applied(web, 'one\n', [serves(web, 'shop')])
    await rm(web.path('shop'))
    const report = await applied(web, 'two\n', [serves(web, 'shop')], { strict: true })
    t.is(report.outcome, 'reverted')
    t.true(report.failure?.message.includes('shop serves: dead\n  before this run it failed in the same way; --strict'))
    t.is(report.failedBefore, undefined)
  })
})

test('apply() is reverted for a check that held before it, and says what it saw then', async (t) => {
  await withWeb(async (web) => {
    const check = serves(web, 'a.conf')
    t.is((await applied(web, 'alive\n', [check])).outcome, 'committed')
    const report = await applied(web, 'broken\n', [check])
    t.is(report.outcome, 'reverted')
    t.is(report.failure?.code, 'check')
    t.true(report.failure?.message.endsWith('a.conf serves: broken\n  before this run it held: alive'))
    t.is(report.failure?.hint, ADVICE)
    t.is(await readFile(web.path('a.conf'), 'utf8'), 'alive\n')
  })
})

test('apply() is reverted for a check that fails in another way than before', async (t) => {
  await withWeb(async (web) => {
    const check = serves(web, 'a.conf')
    await applied(web, 'alive\n', [check])
    await writeFile(web.path('a.conf'), 'ill\n')
    const report = await applied(web, 'broken\n', [check])
    t.is(report.outcome, 'reverted')
    t.true(report.failure?.message.endsWith('a.conf serves: broken\n  before this run it failed in another way: ill'))
  })
})

/** Each word of a file is a fault; what is seen differs each time. */
function faultless(host: LocalHost, name: string): Check {
  return serves(host, name, {
    judge: ([result]) => {
      const faults = result?.output.split(/\s+/).filter((word) => !['', 'alive', 'dead'].includes(word)) ?? []
      return { holds: faults.length === 0, saw: `seen at ${Math.random().toString(36)}`, faults }
    },
  })
}

for (const [what, after, outcome] of [
  ['the same faults', 'web2 web3\n', 'committed'],
  ['fewer faults', 'web3\n', 'committed'],
  ['a fault that was not there', 'web3 web4\n', 'reverted'],
] as const) {
  test(`apply() is ${outcome} for a check with ${what} as before it`, async (t) => {
    await withWeb(async (web) => {
      await applied(web, 'alive\n', [faultless(web, 'a.conf')])
      await writeFile(web.path('a.conf'), 'web2 web3\n')
      t.is((await applied(web, after, [faultless(web, 'a.conf')])).outcome, outcome)
    })
  })
}

test('the first apply() is reverted for each check that does not hold', async (t) => {
  await withWeb(async (web) => {
    const report = await applied(web, 'one\n', [serves(web, 'shop')])
    t.is(report.outcome, 'reverted')
    t.true(report.failure?.message.endsWith('shop serves: dead'))
  })
})

test('what an apply() brings must work, although it failed before as it does now', async (t) => {
  await withWeb(async (web) => {
    await writeFile(web.path('shop'), 'alive\n')
    await applied(web, 'one\n', [serves(web, 'shop')])
    const report = await applied(web, 'two\n', [serves(web, 'shop'), serves(web, 'forum')])
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /forum serves: dead\n {2}the last run did not have this check/)
    t.notRegex(report.failure?.message ?? '', /shop/)
  })
})

for (const [what, more] of [
  ['looks at something else', { looks: [{ from: 'web1', run: sh`echo dead` }] }],
  ['expects something else', { expects: { status: 301 } }],
] as const) {
  test(`a check that ${what} than in the last run is another one`, async (t) => {
    await withWeb(async (web) => {
      await writeFile(web.path('shop'), 'alive\n')
      const check = serves(web, 'shop', { expects: { status: 200 } })
      await applied(web, 'one\n', [check])
      await rm(web.path('shop'))
      t.is((await applied(web, 'two\n', [{ ...check, ...more }])).outcome, 'reverted')
      t.is((await applied(web, 'two\n', [check])).outcome, 'committed')
    })
  })
}

test('a check that is about what a run did is never excused', async (t) => {
  await withWeb(async (web) => {
    await writeFile(web.path('shop'), 'alive\n')
    await applied(web, 'one\n', [serves(web, 'shop', { neverExcused: true })])
    await rm(web.path('shop'))
    const report = await applied(web, 'two\n', [serves(web, 'shop', { neverExcused: true })])
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /it failed in the same way; it must hold all the same/)
  })
})

test('after a rollback nothing is excused: what it took away must work again', async (t) => {
  await withWeb(async (web) => {
    await applied(web, 'alive\n', [])
    await writeFile(web.path('shop'), 'alive\n')
    await applied(web, 'two\n', [serves(web, 'shop')])
    await rollback([web.target], undefined, controllerOf([web]), { consent })
    await rm(web.path('shop'))
    const report = await applied(web, 'two\n', [serves(web, 'shop')])
    t.is(report.outcome, 'reverted')
  })
})

test('an apply() that changes nothing asks no check, so that it excuses nothing later', async (t) => {
  await withWeb(async (web) => {
    await applied(web, 'one\n', [])
    await applied(web, 'one\n', [serves(web, 'shop')])
    t.is((await applied(web, 'two\n', [serves(web, 'shop')])).outcome, 'reverted')
  })
})

test('a play that a run does not change records no new check', async (t) => {
  await withWeb(async (web) => {
    const other = assign([web], () => [ours(web.path('b.conf'), 'one\n')], { checks: [serves(web, 'forum')] })
    const both = (content: string): Assignment => {
      const first = assign([web], () => [ours(web.path('a.conf'), content)], { checks: [serves(web, 'shop')] })
      const described = (one: Assignment, name: string) =>
        one.describe(new Map()).plays.map((play) => ({ ...play, name }))
      return {
        ...first,
        describe: () => ({ findings: [], plays: [...described(first, 'First'), ...described(other, 'Other')] }),
      }
    }
    const run = (assignment: Assignment) => apply(assignment, controllerOf([web]), { consent })
    for (const name of ['shop', 'forum']) await writeFile(web.path(name), 'alive\n')
    t.is((await run(assign([web], () => [ours(web.path('b.conf'), 'one\n')]))).outcome, 'committed')
    t.is((await run(both('one\n'))).outcome, 'committed')
    for (const name of ['shop', 'forum']) await rm(web.path(name))
    const report = await run(both('two\n'))
    t.is(report.outcome, 'committed', 'shop is excused, and forum is not asked')
    const { checks } = JSON.parse(await readFile(await managedFile(web), 'utf8')) as { checks: string[] }
    t.deepEqual(checks, [checkId(serves(web, 'shop'))])
  })
})

async function managedFile(host: LocalHost): Promise<string> {
  const [name = ''] = await readdir(join(host.home, 'managed'))
  return join(host.home, 'managed', name)
}

test('a run that is kept in spite of a failed check excuses nothing later', async (t) => {
  await withWeb(async (web) => {
    await writeFile(web.path('shop'), 'alive\n')
    await applied(web, 'one\n', [serves(web, 'shop')])
    const both = [serves(web, 'shop'), serves(web, 'forum')]
    await applied(web, 'two\n', both, { keepOnFailure: true })
    t.is(await readFile(web.path('a.conf'), 'utf8'), 'two\n')
    await rm(web.path('shop'))
    const report = await applied(web, 'three\n', both)
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /forum serves/)
    t.notRegex(report.failure?.message ?? '', /shop serves/)
  })
})

test('a check from a host that is not connected excuses nothing', async (t) => {
  await withWeb(async (web) => {
    const check: Check = {
      title: 'a client is served',
      looks: [{ from: 'client1', run: sh`true` }],
      judge: ([result]) => ({ holds: result?.status === 0, saw: result?.output ?? '' }),
    }
    const kept = { ...check, judge: () => ({ holds: true, saw: '' }) }
    t.is((await applied(web, 'one\n', [kept])).outcome, 'committed')
    const report = await applied(web, 'two\n', [check])
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /before this run it could not be asked/)
  })
})

test('checks that count traffic are asked one by one, before the first write', async (t) => {
  await withWeb(async (web) => {
    const busy = web.path('busy')
    const alone = (name: string): Check => ({
      title: name,
      alone: true,
      looks: [
        {
          from: web.name,
          run: sh`mkdir ${busy} || exit 1; sleep 0.2; rmdir ${busy}; cat ${web.path('a.conf')} >>${web.path('log')}; exit 1`,
        },
      ],
      judge: ([result]) => ({ holds: result?.status === 0, saw: result?.output ?? '' }),
    })
    const held = [alone('a'), alone('b')].map((check) => ({ ...check, judge: () => ({ holds: true, saw: '' }) }))
    await applied(web, 'one\n', held)
    await rm(web.path('log'))
    const report = await applied(web, 'two\n', [alone('a'), alone('b')])
    t.is(report.outcome, 'committed')
    t.is(await readFile(web.path('log'), 'utf8'), 'one\none\ntwo\ntwo\n')
  })
})

test('the first write waits at most 15 s for the checks, and one that is late excuses nothing', async (t) => {
  await withWeb(async (web) => {
    const flag = web.path('slow')
    const slow: Check = {
      title: 'slow',
      looks: [{ from: web.name, run: sh`test ! -e ${flag} || exec sleep 20; false` }],
      judge: ([result]) => ({ holds: result?.status === 0, saw: '' }),
    }
    await applied(web, 'one\n', [{ ...slow, judge: () => ({ holds: true, saw: '' }) }])
    await writeFile(flag, '')
    const controller: Controller = {
      ...controllerOf([web]),
      emit: ({ type }) => type === 'batch-started' && rmSync(flag),
    }
    const began = performance.now()
    const assignment = assign([web], () => [ours(web.path('a.conf'), 'two\n')], { checks: [slow] })
    const report = await apply(assignment, controller, { consent })
    t.true(performance.now() - began < 50_000)
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /before this run it could not be asked in time/)
  })
})
