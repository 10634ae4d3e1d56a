import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import test from 'ava'
import { type EvenkeelError, EvenkeelErrors } from '../../../engine/errors/error.ts'
import { type Plan, plannedHosts } from '../../../engine/plan/plan.ts'
import { command } from '../../../engine/resources/command.ts'
import { file } from '../../../engine/resources/file.ts'
import { apply, remove } from '../../../engine/run/apply.ts'
import { history } from '../../../engine/run/history.ts'
import { rollback } from '../../../engine/run/rollback.ts'
import { Secret, Text } from '../../../engine/secrets.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

const given =
  (...files: readonly [string, string][]) =>
  (host: LocalHost) =>
    files.map(([name, content]) => ours(host.path(name), content))

test('rollback() of an older run keeps the changes of newer runs to other resources', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const first = await apply(assign([web1], given(['a', 'one'])), controller, { consent })
    await apply(assign([web1], given(['a', 'one'], ['b', 'two'])), controller, { consent })
    t.is((await rollback([web1.target], first.run, controller, { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['b'])
  })
})

test('rollback() of a rollback restores the changes of the first run', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const first = await apply(assign([web1], given(['a', 'one'])), controller, { consent })
    const second = await rollback([web1.target], undefined, controller, { consent })
    t.deepEqual(await readdir(web1.path('')), [])
    const again = await t.throwsAsync(rollback([web1.target], first.run, controller, { consent }))
    t.is((again as EvenkeelError).code, 'usage')
    await rollback([web1.target], second.run, controller, { consent })
    t.is(await readFile(web1.path('a'), 'utf8'), 'one')
    const [, , oldest] = await history([web1.target], controller)
    t.is(oldest?.run, first.run)
    t.is(oldest?.rolledBackBy, undefined)
    t.is((await rollback([web1.target], undefined, controller, { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), [])
  })
})

test('rollback() of a run that some hosts already rolled back continues on the others', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const controller = controllerOf([web1, web2])
    const both = [web1.target, web2.target]
    const { run } = await apply(assign([web1, web2], given(['a', 'one'])), controller, { consent })
    await rollback([web1.target], run, controller, { consent })
    t.deepEqual(await readdir(web2.path('')), ['a'])
    t.is((await rollback(both, run, controller, { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web2.path('')), [])
  })
})

test('rollback() that fails removes what a reinstalled package has brought along', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [package_, site, stubborn] = ['package', 'site', 'stubborn'].map((name) => web1.path(name))
    const provider = command({
      name: 'package',
      run: `touch ${package_} ${site}`,
      unless: `test -e ${package_}`,
      undo: `rm -f ${package_} ${site}`,
    })
    const resources = () => [
      command({ name: 'stubborn', run: `touch ${stubborn}`, unless: `test -e ${stubborn}`, undo: 'exit 1' }),
      provider,
      file({ path: web1.path('site'), state: 'absent' }, { readableAfter: provider.id }),
    ]
    const controller = controllerOf([web1])
    t.is((await apply(assign([web1], resources), controller, { consent })).outcome, 'committed')
    t.deepEqual((await readdir(web1.path(''))).sort(), ['package', 'stubborn'])
    t.is((await rollback([web1.target], undefined, controller, { consent })).outcome, 'reverted')
    t.deepEqual((await readdir(web1.path(''))).sort(), ['package', 'stubborn'])
  })
})

for (const { back, what, brought, undone } of [
  { back: 'rollback', what: 'does not undo a command that does not come along', brought: '', undone: [] },
  { back: 'remove', what: 'does not undo a command that does not come along', brought: '', undone: [] },
  { back: 'remove', what: 'undoes a command that comes along', brought: 'site', undone: ['site'] },
])
  test(`${back}() that fails ${what} with a reinstalled package`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      const [package_, site, undos, stubborn] = [
        web1.path('package'),
        web1.path('site'),
        web1.path('undos'),
        web1.path('stubborn'),
      ]
      const provider = command({
        name: 'package',
        run: `touch ${package_}; cd ${web1.path('')}; for one in ${brought}; do touch $one; done`,
        unless: `test -e ${package_}`,
        undo: `rm -f ${package_}`,
      })
      const resources = () => [
        command({ name: 'stubborn', run: `touch ${stubborn}`, unless: `test -e ${stubborn}`, undo: 'exit 1' }),
        provider,
        command(
          {
            name: 'site',
            run: `touch ${site}`,
            unless: `test -e ${site}`,
            undo: `rm -f ${site}; echo site >>${undos}`,
          },
          { readableAfter: provider.id },
        ),
      ]
      const controller = controllerOf([web1])
      const assignment = assign([web1], resources)
      t.is((await apply(assignment, controller, { consent })).outcome, 'committed')
      await rm(site)
      const taken =
        back === 'remove'
          ? remove(assignment, controller, { consent })
          : rollback([web1.target], undefined, controller, { consent })
      t.is((await taken).outcome, 'reverted')
      t.deepEqual((await readdir(web1.path(''))).filter((name) => name !== 'undos').sort(), ['package', 'stubborn'])
      const ran = await readFile(undos, 'utf8').catch(() => '')
      t.deepEqual(ran.split('\n').filter(Boolean), undone)
    })
  })

test('rollback() undoes more than ten stages in reverse order', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const names = Array.from({ length: 11 }, (_, index) => `f${String(index + 1).padStart(2, '0')}`)
    const plays = names.map((name) => assign([web1], (host) => [ours(host.path(name), name)]))
    const [first] = plays
    if (first === undefined) return t.fail()
    const describe: typeof first.describe = (facts) => ({
      findings: [],
      plays: plays.flatMap((play) => play.describe(facts).plays),
    })
    const controller = controllerOf([web1])
    await apply({ ...first, describe }, controller, { consent })
    const back: (string | undefined)[] = []
    const noting = async (plan: Plan) =>
      void back.push(...plannedHosts(plan).flatMap(({ changes }) => changes.map(({ name }) => name.split('/').at(-1))))
    await rollback([web1.target], undefined, controller, { consent: noting })
    t.deepEqual(back, names.toReversed())
    t.deepEqual(await readdir(web1.path('')), [])
  })
})

test('rollback() refuses a host that has changed since the run', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await apply(
      assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')]),
      controllerOf([web1]),
      { consent },
    )
    await writeFile(web1.path('a.conf'), 'by hand\n')
    const error = await t.throwsAsync(rollback([web1.target], undefined, controllerOf([web1]), { consent }))
    t.is((error as EvenkeelError).code, 'stale')
    t.is(await readFile(web1.path('a.conf'), 'utf8'), 'by hand\n')
    const { differences, hint } = error as EvenkeelError
    t.deepEqual(
      differences.map(({ kind, expected, found }) => [kind, expected.slice(1), found.slice(1)]),
      [['file', ['one'], ['by hand']]],
    )
    t.regex(hint ?? '', /evenkeel apply PLAYBOOK, where PLAYBOOK is the file of "Test"/)
  })
})

test('rollback() shows the lines of files that change, come back and go', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    await writeFile(web1.path('changed'), 'found\n')
    await writeFile(web1.path('gone'), 'gone\n')
    const files = (host: LocalHost) => [
      ours(host.path('changed'), 'ours\n'),
      ours(host.path('new'), 'new\n'),
      file({ path: host.path('gone'), state: 'absent' }),
    ]
    await apply(assign([web1], files), controller, { consent })
    const shown: unknown[] = []
    const noting = async (plan: Plan) =>
      void shown.push(
        ...plannedHosts(plan).flatMap(({ changes }) =>
          changes.map(({ name, beforeLines, afterLines }) => [
            name.split('/').at(-1),
            beforeLines.slice(1),
            afterLines.slice(1),
          ]),
        ),
      )
    t.is((await rollback([web1.target], undefined, controller, { consent: noting })).outcome, 'committed')
    t.deepEqual(shown, [
      ['gone', [], ['gone']],
      ['new', ['new'], []],
      ['changed', ['ours'], ['found']],
    ])
    // The rollback has left the contents of the run in backups.
    shown.length = 0
    const back = (await history([web1.target], controller))[0]?.run
    await rollback([web1.target], back, controller, { consent: noting })
    t.deepEqual(shown, [
      ['changed', ['found'], ['ours']],
      ['new', [], ['new']],
      ['gone', ['gone'], []],
    ])
  })
})

test('rollback() names each host that has changed since the run', async (t) => {
  await withHosts(['web1', 'web2', 'web3'], async (...hosts) => {
    await apply(assign(hosts, given(['a', 'one'])), controllerOf(hosts), { consent })
    const [web1, , web3] = hosts as [LocalHost, LocalHost, LocalHost]
    await writeFile(web1.path('a'), 'one by hand')
    await writeFile(web3.path('a'), 'another by hand')
    const targets = hosts.map(({ target }) => target)
    const thrown = await t.throwsAsync(rollback(targets, undefined, controllerOf(hosts), { consent }), {
      instanceOf: EvenkeelErrors,
    })
    t.deepEqual(
      thrown?.errors.map(({ code, host, differences }) => [code, host, differences.map(({ found }) => found[1])]),
      [
        ['stale', 'web1', ['one by hand (no newline at the end)']],
        ['stale', 'web3', ['another by hand (no newline at the end)']],
      ],
    )
  })
})

test('rollback() of a file with a secret that has changed since shows neither text nor digest', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const path = web1.path('a.conf')
    const content = new Text(['password = ', new Secret('correct horse', 'test')])
    await apply(
      assign([web1], () => [ours(path, '', { content, mode: '0600' })]),
      controllerOf([web1]),
      { consent },
    )
    await writeFile(path, 'password = battery staple\n')
    const error = await t.throwsAsync<EvenkeelError>(
      rollback([web1.target], undefined, controllerOf([web1]), { consent }),
    )
    const shown = JSON.stringify(error?.differences)
    t.notRegex(shown, /correct horse|battery staple|[0-9a-f]{12}/)
    t.regex(shown, /with a secret/)
  })
})

test('apply() shows what has changed on a host since the plan as a plan does', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const assignment = assign([web1], given(['a', 'wanted\n']))
    await writeFile(web1.path('a'), 'found\n')
    const meddle = () => writeFile(web1.path('a'), 'by hand\n')
    const error = await t.throwsAsync<EvenkeelError>(apply(assignment, controllerOf([web1]), { consent: meddle }))
    t.is(error?.code, 'stale')
    t.deepEqual(
      error?.differences.map(({ expected, found }) => [expected.at(-1), found.at(-1)]),
      [['found', 'by hand']],
    )
    t.is(await readFile(web1.path('a'), 'utf8'), 'by hand\n')
  })
})

test('apply() shows how a resource differs from what is described after its change', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const path = web1.path('a')
    const spoil = command({
      name: 'spoil',
      run: `echo spoilt >${path}`,
      unless: `grep -q spoilt ${path}`,
      undo: 'true',
    })
    const assignment = assign([web1], (host) => [ours(host.path('a'), 'wanted\n'), spoil])
    const { failure } = await apply(assignment, controllerOf([web1]), { consent })
    t.regex(failure?.message ?? '', /^Not as described after the change .*: file .*\/a$/)
    t.deepEqual(
      failure?.differences.map(({ expected, found }) => [expected.at(-1), /^7 bytes, sha256/.test(found.at(-1) ?? '')]),
      [['wanted', true]],
    )
  })
})
