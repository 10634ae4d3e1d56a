import { mkdir, readdir, writeFile } from 'node:fs/promises'
import test from 'ava'
import type { Check } from '../../../engine/check.ts'
import type { Controller } from '../../../engine/controller.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { apply } from '../../../engine/run/apply.ts'
import { resume } from '../../../engine/run/resume.ts'
import { unlock } from '../../../engine/run/unlock.ts'
import { sh } from '../../../engine/shell.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

const one = (host: LocalHost) => [ours(host.path('a.conf'), 'one\n')]
const targets = (hosts: readonly LocalHost[]) => hosts.map((host) => host.target)

/** A controller that holds back the next matching script for a host until `release` is called, and then loses it. */
function hanging(hosts: readonly LocalHost[], name: string, script: RegExp) {
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  let isOver = false
  const controller = controllerOf(hosts)
  const connect: Controller['connect'] = async (target) => {
    const connection = await controller.connect(target)
    if (target.name !== name) return connection
    const hang: typeof connection.script = async (written, options) => {
      if (isOver || !script.test(written)) return connection.script(written, options)
      reached.resolve()
      await released.promise
      throw new EvenkeelError('lost', `${name} is gone`)
    }
    return { ...connection, commands: 0, script: hang }
  }
  const release = () => {
    isOver = true
    released.resolve()
  }
  return { controller: { ...controller, connect }, reached: reached.promise, release }
}

const cases = [
  {
    title: 'commits a run on all hosts if its coordinator had committed before the controller was cut off',
    cutOffAt: 'web2',
    outcome: 'committed',
    left: ['a.conf'],
  },
  {
    title: 'reverts a run on all hosts if its coordinator had not committed before the controller was cut off',
    cutOffAt: 'web1',
    outcome: 'reverted',
    left: [],
  },
] as const

for (const { title, cutOffAt, outcome, left } of cases)
  test(`resume() ${title}, and that controller reports the same outcome`, async (t) => {
    await withHosts(['web1', 'web2', 'web3'], async (...hosts) => {
      const { controller, reached, release } = hanging(hosts, cutOffAt, /^set -- \S+ commit$/m)
      const first = apply(assign(hosts, one), controller, { consent })
      await reached
      // The third host may have committed by now, or still expect its confirmation.
      const [run = ''] = await readdir(`${hosts[0]?.home}/runs`)
      const ending = await resume(targets(hosts), run, controllerOf(hosts))
      t.is(ending.outcome, outcome)
      release()
      t.is((await first).outcome, outcome)
      for (const host of hosts) {
        t.deepEqual(await readdir(host.path('')), [...left])
        t.false((await readdir(host.home)).includes('lock'))
      }
    })
  })

test('resume() decides nothing if the coordinator does not answer', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const { controller, reached, release } = hanging([web1, web2], 'web1', /^set -- \S+ commit$/m)
    const first = apply(assign([web1, web2], one), controller, { consent })
    await reached
    const [run = ''] = await readdir(`${web1.home}/runs`)
    const error = await t.throwsAsync(resume(targets([web1, web2]), run, controllerOf([web2])), {
      instanceOf: EvenkeelError,
    })
    t.is(error?.code, 'unreachable')
    t.deepEqual(await readdir(web2.path('')), ['a.conf'])
    release()
    t.is((await first).outcome, 'committed')
  })
})

test('resume() and unlock() refuse a run that is under way', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const seen: (string | undefined)[] = []
    const { controller, reached, release } = hanging([web1], 'web1', /^set -- \S+ commit$/m)
    const first = apply(assign([web1], one), controller, { consent })
    await reached
    const [run = ''] = await readdir(`${web1.home}/runs`)
    for (const attempt of [
      () => resume(targets([web1]), run, controllerOf([web1])),
      () => unlock(targets([web1]), run, controllerOf([web1]), { consent: async () => {} }),
      () => resume(targets([web1]), '20200101-000000-none', controllerOf([web1])),
      () => unlock(targets([web1]), '20200101-000000-none', controllerOf([web1]), { consent: async () => {} }),
    ])
      seen.push((await t.throwsAsync(attempt(), { instanceOf: EvenkeelError }))?.code)
    t.deepEqual(seen, ['locked', 'locked', 'usage', 'usage'])
    release()
    t.is((await first).outcome, 'committed')
  })
})

for (const { title, folder } of [
  { title: 'has received files of', folder: true },
  { title: 'is locked by', folder: false },
])
  test(`resume() stops a host that ${title} a run which has not begun there`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      const run = '20261121-103112-k3f9'
      const owner = { run, operator: 'tester@here', since: '2026-11-21T10:31:12.000Z' }
      await mkdir(`${web1.home}/lock`, { recursive: true })
      await writeFile(`${web1.home}/lock/owner`, JSON.stringify(owner))
      if (folder) {
        const header = { run, command: 'apply', playbook: 'Test', operator: owner.operator, started: owner.since }
        await mkdir(`${web1.home}/runs/${run}/stages/1`, { recursive: true })
        await writeFile(`${web1.home}/runs/${run}/header.json`, JSON.stringify({ ...header, batches: [['web1']] }))
        await writeFile(`${web1.home}/runs/${run}/stages/1/bundle`, 'half')
      }
      t.deepEqual((await resume(targets([web1]), run, controllerOf([web1]))).hosts, [
        { host: 'web1', outcome: 'untouched' },
      ])
      t.false((await readdir(web1.home)).includes('lock'))
      if (folder) t.deepEqual((await readdir(`${web1.home}/runs/${run}`)).sort(), ['header.json', 'stages', 'stop'])
    })
  })

test('a host without heartbeats reverts the run, and the controller reverts it on the other hosts', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const hosts = [web1, web2]
    const { controller, release } = hanging(hosts, 'web1', /lease\.sh/)
    const slow: Check = {
      title: 'slow',
      looks: [{ from: { controller: true }, run: sh`until ls ${web1.home}/runs/*/reverted; do sleep 0.2; done` }],
      judge: () => {
        release()
        return { holds: true, saw: 'nothing' }
      },
    }
    const report = await apply(assign(hosts, one, { checks: [slow] }), controller, { consent, settings: { lease: 3 } })
    t.is(report.outcome, 'reverted')
    for (const host of hosts) t.deepEqual(await readdir(host.path('')), [])
  })
})

test('apply() reverts all hosts if it cannot log in to one of them any more', async (t) => {
  t.timeout(300_000)
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const hosts = [web1, web2]
    const controller = controllerOf(hosts)
    const connect: Controller['connect'] = (target) =>
      target.name === 'web2' && web2.logins > 0
        ? Promise.reject(new EvenkeelError('unreachable', 'no more logins'))
        : controller.connect(target)
    const report = await apply(assign(hosts, one), { ...controller, connect }, { consent })
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /Cannot log in to web2 any more after the change: no more logins/)
    for (const host of hosts) t.deepEqual(await readdir(host.path('')), [])
  })
})
