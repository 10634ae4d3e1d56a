import { writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import type { Controller } from '../../../../engine/controller.ts'
import { EvenkeelError } from '../../../../engine/errors/error.ts'
import { makePlan } from '../../../../engine/plan/make.ts'
import { countChanges, type Plan } from '../../../../engine/plan/plan.ts'
import { command } from '../../../../engine/resources/command.ts'
import { file } from '../../../../engine/resources/file.ts'
import { apply, remove } from '../../../../engine/run/apply.ts'
import { history } from '../../../../engine/run/history.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, isGone, ours, withHosts } from '../../../support/scene.ts'

test('apply() converges the hosts, and a second one has nothing to do', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const assignment = assign([web1], (host) => [
      ours(host.path('a.conf'), 'one\n'),
      ours(host.path('b.conf'), 'two\n'),
    ])
    const report = await apply(assignment, controllerOf([web1]), { consent })
    t.is(report.failure, undefined)
    t.is(report.outcome, 'committed')
    t.is(await readFile(web1.path('a.conf'), 'utf8'), 'one\n')
    const again = await apply(assignment, controllerOf([web1]), { consent: () => t.fail() as never })
    t.is(again.outcome, 'nothing')
  })
})

test('apply() runs a command with lines that look like those of its own scripts', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const made = web1.path('made')
    const run = `: <<'END'\n# steps: 7\n# limit 1: 0\nEND\ntouch ${made}`
    const resources = () => [command({ name: 'odd', run, unless: `test -e ${made}`, undo: `rm ${made}` })]
    t.is((await apply(assign([web1], resources), controllerOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['made'])
  })
})

test('apply() needs one login and two commands for an unchanged host, whatever its number of resources', async (t) => {
  for (const count of [1, 40]) {
    await withHosts(['web1'], async (web1) => {
      const many = (host: LocalHost) =>
        Array.from({ length: count }, (_, index) => ours(host.path(`${index}.conf`), `${index}\n`))
      const assignment = assign([web1], many)
      await apply(assignment, controllerOf([web1]), { consent, settings: { lease: 3600 } })
      t.is(web1.logins, 2, 'the second one proves that logins still work')
      t.is(web1.commands, 6, 'facts, probes, lock, probes again, the stage, commit')
      web1.commands = 0
      web1.logins = 0
      await apply(assignment, controllerOf([web1]), { consent })
      t.is(web1.logins, 1)
      t.is(web1.commands, 2, 'facts, probes')
    })
  }
})

test('makePlan() changes nothing on the host', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const plan = await makePlan(
      assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')]),
      controllerOf([web1]),
    )
    t.is(countChanges(plan), 1)
    t.deepEqual(await readdir(web1.path('')), [])
    t.true(await isGone(web1.home))
  })
})

test('apply() stops before the first write if a host was changed after the plan', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const meddle = async () => writeFile(web2.path('a.conf'), 'by hand\n')
    const error = await t.throwsAsync(
      apply(
        assign([web1, web2], (host) => [ours(host.path('a.conf'), 'one\n')]),
        controllerOf([web1, web2]),
        {
          consent: meddle,
        },
      ),
    )
    t.is((error as EvenkeelError).code, 'stale')
    t.true(await isGone(web1.path('a.conf')))
    t.true(await isGone(`${web1.home}/lock`))
  })
})

test('apply() stops before the first write if a host was changed after it was locked', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const meddling: Controller = {
      ...controller,
      emit: (event) => event.type === 'batch-started' && writeFileSync(web1.path('a.conf'), 'by hand\n'),
    }
    const assignment = assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')])
    const error = await t.throwsAsync(apply(assignment, meddling, { consent }))
    t.is((error as EvenkeelError).code, 'stale')
    t.regex((error as EvenkeelError).message, /web1 has changed since it was made/)
    t.regex(JSON.stringify((error as EvenkeelError).differences), /by hand/)
    t.is(await readFile(web1.path('a.conf'), 'utf8'), 'by hand\n')
    t.true(await isGone(`${web1.home}/lock`))
  })
})

test('apply() leaves out a change that somebody else has made since the plan', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const others = async () => writeFile(web1.path('a.conf'), 'one\n', { mode: 0o644 })
    const report = await apply(
      assign([web1], (host) => [ours(host.path('a.conf'), 'one\n'), ours(host.path('b.conf'), 'two\n')]),
      controllerOf([web1]),
      { consent: others },
    )
    t.is(report.outcome, 'committed')
    const [record] = await history([web1.target], controllerOf([web1]))
    t.is(record?.hosts[0]?.changes, 1)
  })
})

test('apply() refuses a host whose lock is held, naming its owner', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await mkdir(`${web1.home}/lock`, { recursive: true })
    await writeFile(
      `${web1.home}/lock/owner`,
      '{"run":"20260101-000000-abcd","operator":"eve@desk","since":"2026-01-01"}',
    )
    const error = await t.throwsAsync(
      apply(
        assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')]),
        controllerOf([web1]),
        { consent },
      ),
    )
    t.is((error as EvenkeelError).code, 'locked')
    t.regex(error?.message ?? '', /eve@desk/)
    t.true(await isGone(web1.path('a.conf')))
  })
})

test('apply() reads a resource again after the one that brings it along; remove() and rollback() restore both', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const marker = web1.path('installed')
    const brought = web1.path('default.conf')
    const resources = () => [
      command({
        name: 'install',
        run: `touch ${marker}; echo default > ${brought}`,
        unless: `test -e ${marker}`,
        undo: `rm -f ${marker} ${brought}`,
      }),
      file({ path: brought, state: 'absent' }, { readableAfter: 'command:install' }),
    ]
    let seen: Plan | undefined
    const report = await apply(assign([web1], resources), controllerOf([web1]), {
      consent: async (plan) => {
        seen = plan
      },
    })
    t.deepEqual(
      seen?.plays[0]?.batches[0]?.hosts[0]?.changes.map((change) => change.action),
      ['+', '?'],
    )
    t.is(report.outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['installed'])
    t.is((await apply(assign([web1], resources), controllerOf([web1]), { consent })).outcome, 'nothing')
    t.is((await remove(assign([web1], resources), controllerOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), [])
    t.is((await rollback([web1.target], undefined, controllerOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['installed'], 'the file that came along again is removed again')
    t.is((await rollback([web1.target], undefined, controllerOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), [])
  })
})

test('apply() changes nothing if consent() throws', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const refuse = async () => {
      throw new EvenkeelError('declined', 'no')
    }
    const assignment = assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')])
    await t.throwsAsync(apply(assignment, controllerOf([web1]), { consent: refuse }), { message: 'no' })
    t.true(await isGone(web1.home))
    t.deepEqual(await readdir(web1.path('')), [])
  })
})

test('apply() keeps names with quotes, spaces and letters beyond ASCII as they are', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const names = [`it's "quoted"`, '$(touch hacked) `id`', '-rf *', 'é 名前', 'back\\slash\\n']
    const assignment = assign([web1], (host) => names.map((name) => ours(host.path(name), name)))
    t.is((await apply(assignment, controllerOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual((await readdir(web1.path(''))).sort(), names.toSorted())
    t.is((await apply(assignment, controllerOf([web1]), { consent })).outcome, 'nothing')
    t.is((await rollback([web1.target], undefined, controllerOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), [])
  })
})
