import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import test from 'ava'
import type { Check } from '../../../engine/check.ts'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import { makePlan, makePlanToSave } from '../../../engine/plan/make.ts'
import type { Plan, SavedPlan } from '../../../engine/plan/plan.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import { apply } from '../../../engine/run/apply.ts'
import { rollback } from '../../../engine/run/rollback.ts'
import { Secret, text } from '../../../engine/secrets.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, isGone, ours, withHosts } from '../../support/scene.ts'

const contentOf = (password: string) => `auth_pass ${password}\n`
const keeping = (password: string) => (host: LocalHost) => [
  ours(host.path('conf'), '', { content: text`auth_pass ${new Secret(password, 'test')}\n`, mode: '0600' }),
]

/** The guesses that can be found, or confirmed by a digest, in a printed value. */
function guessed(value: unknown, guesses: readonly string[]): string[] {
  const printed = JSON.stringify(value)
  return guesses.filter((guess) => {
    const digest = createHash('sha256').update(contentOf(guess)).digest('hex')
    return printed.includes(guess) || printed.includes(digest.slice(0, 12))
  })
}

test('plans and reports have no digest by which somebody could try out a secret', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const plans: Plan[] = []
    const noting = { consent: async (plan: Plan) => void plans.push(plan) }
    await apply(assign([web1], keeping('first-pw')), controller, noting)
    await apply(assign([web1], keeping('other-pw')), controller, noting)
    plans.push(await makePlan(assign([web1], keeping('third-pw')), controller))
    await rollback([web1.target], undefined, controller, noting)
    t.is(plans.length, 4)
    const notes = plans.map(({ plays }) => plays[0]?.batches[0]?.hosts[0]?.changes[0]?.notes.length)
    t.deepEqual(notes, [0, 1, 1, 1], 'a change without a visible difference has a note')
    t.deepEqual(guessed(plans, ['first-pw', 'other-pw', 'third-pw']), [])
  })
})

test('messages about a changed host have no digest by which somebody could try out a secret', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    await apply(assign([web1], keeping('first-pw')), controller, { consent })
    const meddle = () => writeFile(web1.path('conf'), contentOf('their-pw'))
    const moved = await t.throwsAsync<EvenkeelError>(
      apply(assign([web1], keeping('other-pw')), controller, { consent: meddle }),
    )
    const away = await t.throwsAsync<EvenkeelError>(rollback([web1.target], undefined, controller, { consent }))
    for (const error of [moved, away]) {
      t.is(error?.code, 'stale')
      const shown = JSON.stringify([error?.message, error?.differences])
      t.regex(shown, /(with|holds) a secret|\*\*\*/)
      t.notRegex(shown, /(first|other|their)-pw/)
      t.deepEqual(guessed(shown, ['first-pw', 'other-pw', 'their-pw']), [])
    }
  })
})

for (const knows of [true, false])
  test(`apply() of a plan saved ${knows ? 'after' : 'before'} a host's first run refuses another secret, wanted or found`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      const controller = controllerOf([web1])
      const applied = (resources: (host: LocalHost) => readonly Resource[], saved: SavedPlan) =>
        apply(assign([web1], resources), controller, { consent, saved })
      if (knows) await apply(assign([web1], keeping('first-pw')), controller, { consent })
      else await writeFile(web1.path('conf'), contentOf('first-pw'), { mode: 0o600 })
      const saved = await makePlanToSave(assign([web1], keeping('other-pw')), controller)
      t.is(saved.keys.has('web1'), !knows)
      await t.throwsAsync(applied(keeping('third-pw'), saved), { message: /inventory has changed since/ })
      await writeFile(web1.path('conf'), contentOf('their-pw'))
      await t.throwsAsync(applied(keeping('other-pw'), saved), { message: /web1 has changed since it was made/ })
      await writeFile(web1.path('conf'), contentOf('first-pw'))
      t.is((await applied(keeping('other-pw'), saved)).outcome, 'committed')
    })
  })

test('apply() accepts a plan that was saved before a first run that was reverted', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const assignment = assign([web1], keeping('first-pw'))
    const saved = await makePlanToSave(assignment, controller)
    const check: Check = { title: 'works', looks: [], judge: () => ({ holds: false, saw: 'nothing' }) }
    const failing = assign([web1], keeping('first-pw'), { checks: [check] })
    t.is((await apply(failing, controller, { consent, saved })).outcome, 'reverted')
    t.is((await apply(assignment, controller, { consent, saved })).outcome, 'committed')
    t.false([...saved.keys.values()].includes((await readFile(`${web1.home}/digest-key`, 'utf8')).trim()))
  })
})

test('a plan to save contains no key, and a different digest of one secret on each host', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const assignment = assign([web1, web2], keeping('first-pw'))
    const { plan, keys } = await makePlanToSave(assignment, controllerOf([web1, web2]))
    t.is(new Set(keys.values()).size, 2)
    t.false([...keys.values()].some((key) => JSON.stringify(plan).includes(key)))
    t.deepEqual(guessed(plan, ['first-pw']), [])
    const states = plan.plays[0]?.batches[0]?.hosts.flatMap(({ changes }) => changes.map(({ after }) => after)) ?? []
    t.is(states.length, 2)
    t.notDeepEqual(states[0], states[1])
    t.true(await isGone(web1.home), 'a plan writes nothing to a host')
  })
})

for (const mode of ['0600', '0644'])
  test(`a plan redacts an old secret that is no longer described as one in a file with mode ${mode}`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      const controller = controllerOf([web1])
      const content = text`auth_pass ${new Secret('first-pw', 'test')}\n`
      await apply(
        assign([web1], (host) => [ours(host.path('conf'), '', { content, mode })]),
        controller,
        { consent },
      )
      const plain = (host: LocalHost) => [ours(host.path('conf'), 'auth socket\n', { mode })]
      const plan = await makePlan(assign([web1], plain), controller)
      t.deepEqual(guessed(plan, ['first-pw']), [])
      const [change] = plan.plays[0]?.batches[0]?.hosts[0]?.changes ?? []
      t.regex(change?.beforeLines[1] ?? '', /^19 bytes, (with a secret|not shown: .*, keyed digest [0-9a-f]{12}…)$/)
      t.deepEqual(change?.afterLines.slice(1), ['auth socket'])
    })
  })

test('a plan shows neither the old text of a file that not everybody may read nor its digest, unless asked', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    await apply(
      assign([web1], (host) => [ours(host.path('other'), 'x\n')]),
      controller,
      { consent },
    )
    await writeFile(web1.path('conf'), contentOf('their-pw'), { mode: 0o640 })
    const assignment = assign([web1], (host) => [
      ours(host.path('other'), 'x\n'),
      ours(host.path('conf'), 'auth socket\n', { mode: '0644' }),
    ])
    const changeIn = (plan: Plan) => plan.plays[0]?.batches[0]?.hosts[0]?.changes[0]
    const plan = await makePlan(assignment, controller)
    t.deepEqual(guessed(plan, ['their-pw']), [])
    t.regex(changeIn(plan)?.beforeLines[1] ?? '', /^19 bytes, not shown: .*, keyed digest [0-9a-f]{12}…$/)
    t.regex(JSON.stringify(changeIn(plan)?.before), /"content":"secret, keyed digest [0-9a-f]{64}"/)
    const asked = await makePlan(assignment, { ...controller, showsPrivateFiles: true })
    t.deepEqual(changeIn(asked)?.beforeLines.slice(1), ['auth_pass ***'])
    await writeFile(web1.path('conf'), 'level 3\nauth socket\n', { mode: 0o640 })
    t.deepEqual(changeIn(await makePlan(assignment, controller))?.beforeLines.slice(1), ['***', 'auth socket'])
    const all = await makePlan(assignment, { ...controller, showsPrivateFiles: true })
    t.deepEqual(changeIn(all)?.beforeLines.slice(1), ['level 3', 'auth socket'])
  })
})

test('a host makes its key once, for root only', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const key = () => readFile(`${web1.home}/digest-key`, 'utf8')
    await apply(assign([web1], keeping('first-pw')), controllerOf([web1]), { consent })
    const first = await key()
    t.regex(first, /^[0-9a-f]{64}\n$/)
    t.is((await stat(`${web1.home}/digest-key`)).mode & 0o777, 0o600)
    await apply(assign([web1], keeping('other-pw')), controllerOf([web1]), { consent })
    t.is(await key(), first)
  })
})

test('two hosts have different digests of the same secret', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const controller = controllerOf([web1, web2])
    await apply(assign([web1, web2], keeping('first-pw')), controller, { consent })
    const plan = await makePlan(assign([web1, web2], keeping('other-pw')), controller)
    const states = plan.plays[0]?.batches[0]?.hosts.flatMap(({ changes }) => changes.map(({ after }) => after)) ?? []
    t.is(states.length, 2)
    t.notDeepEqual(states[0], states[1])
  })
})
