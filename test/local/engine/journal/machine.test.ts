import { readdir, readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import { EvenkeelErrors } from '../../../../engine/errors/error.ts'
import type { RunEvent } from '../../../../engine/events.ts'
import { makePlan } from '../../../../engine/plan/make.ts'
import { apply, remove } from '../../../../engine/run/apply.ts'
import { history } from '../../../../engine/run/history.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

const one = (host: LocalHost) => [ours(host.path('a.conf'), 'one\n')]

/** The host under another name of the inventory. */
function called(host: LocalHost, name: string): LocalHost {
  return new Proxy(host, {
    get(target, key) {
      if (key === 'name') return name
      if (key === 'target') return { name, address: '127.0.0.1' }
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

test('a host with the records of another machine is refused, with both ways out', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    await apply(assign([web1], one), controller, { consent })
    const path = `${web1.home}/machine.json`
    const record = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify({ ...record, machine: 'another' }))
    const copy = called(web1, 'web2')
    for (const command of [
      () => makePlan(assign([copy], one), controllerOf([copy])),
      () => remove(assign([copy], one), controllerOf([copy]), { consent }),
      () => rollback([copy.target], undefined, controllerOf([copy]), { consent }),
    ])
      await t.throwsAsync(command, {
        code: 'unsupported',
        message: 'Cannot use web2: the records of evenkeel there are those of another machine, which was called web1',
      })
    t.deepEqual(await readdir(web1.path('')), ['a.conf'])
  })
})

test('two names of one machine are refused in one command, and left out of history()', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const twice = [web1, called(web1, 'web2')]
    const error = await t.throwsAsync(makePlan(assign(twice, one), controllerOf(twice)))
    t.regex(
      String(error instanceof EvenkeelErrors ? error.errors[0] : error),
      /Cannot use web2 beside web1: both are names of the same machine/,
    )
    await apply(assign([web1], one), controllerOf([web1]), { consent })
    const events: RunEvent[] = []
    const records = await history(
      twice.map(({ target }) => target),
      controllerOf(twice, events),
    )
    t.deepEqual(
      records.map(({ hosts }) => hosts.map(({ host, outcome }) => [host, outcome])),
      [[['web1', 'committed']]],
    )
    t.regex(JSON.stringify(events), /web2.*both are names of the same machine/)
  })
})

test('a host that was renamed is recognised: it is no former member, and its runs can be rolled back', async (t) => {
  await withHosts(['web1', 'lb1'], async (web1, lb1) => {
    await apply(assign([web1, lb1], one), controllerOf([web1, lb1]), { consent })
    const web9 = called(web1, 'web9')
    const hosts = [web9, lb1]
    const plan = await makePlan(assign(hosts, one), controllerOf(hosts))
    t.deepEqual(plan.remarks, ['web9 is the machine that was called web1 before.'])
    const two = (host: LocalHost) => [...one(host), ours(host.path('b.conf'), 'two\n')]
    t.is((await apply(assign(hosts, two), controllerOf(hosts), { consent })).outcome, 'committed')
    t.deepEqual((await makePlan(assign(hosts, two), controllerOf(hosts))).remarks, [])
    const targets = hosts.map(({ target }) => target)
    const [, first] = await history(targets, controllerOf(hosts))
    t.deepEqual(
      first?.hosts.map(({ host, outcome }) => [host, outcome]),
      [
        ['web9', 'committed'],
        ['lb1', 'committed'],
      ],
    )
    t.is((await rollback(targets, first?.run, controllerOf(hosts), { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['b.conf'])
  })
})
