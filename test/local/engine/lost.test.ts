import { execFile } from 'node:child_process'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import test from 'ava'
import type { Check } from '../../../engine/check.ts'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import { command } from '../../../engine/resources/command.ts'
import { file } from '../../../engine/resources/file.ts'
import { apply } from '../../../engine/run/apply.ts'
import { sh } from '../../../engine/shell.ts'
import type { Break, LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

const execute = promisify(execFile)

const receive = /receive RUN STAGE UNPACK_SIZE/
const commit = /^set -- \S+ commit$/m
const revert = /^set -- \S+ revert$/m

const one = (host: LocalHost) => [ours(host.path('a.conf'), 'one\n')]

const two = (host: LocalHost) => [
  command({
    name: 'install',
    run: `touch ${host.path('a')}`,
    unless: `test -e ${host.path('a')}`,
    undo: `rm ${host.path('a')}`,
  }),
  file({ path: host.path('b'), state: 'absent' }, { readableAfter: 'command:install' }),
  ours(host.path('c'), 'three\n'),
]

const slow = (host: LocalHost) => [
  command({
    name: 'slow',
    run: `sleep 3; touch ${host.path('a')}`,
    unless: `test -e ${host.path('a')}`,
    undo: `rm -f ${host.path('a')}`,
  }),
]

const fails: Check = { title: 'it works', looks: [], judge: () => ({ holds: false, saw: 'it does not' }) }

const cases: {
  title: string
  breaks: Break[]
  resources: typeof one
  checks?: Check[]
  outcome: string
  left: string[]
}[] = [
  {
    title: 'in the middle of a stage',
    breaks: [{ command: receive, at: /^started/ }],
    resources: one,
    outcome: 'committed',
    left: ['a.conf'],
  },
  {
    title: 'in the middle of a second stage',
    breaks: [{ command: /receive RUN STAGE UNPACK_SIZE[\s\S]* evenkeel \S+ 2 \d+ /, at: /^at/ }],
    resources: two,
    outcome: 'committed',
    left: ['a', 'c'],
  },
  {
    title: 'before the commit is sent',
    breaks: [{ command: commit, at: 'sending' }],
    resources: one,
    outcome: 'committed',
    left: ['a.conf'],
  },
  {
    title: 'while it commits',
    breaks: [{ command: commit, at: /^at/ }],
    resources: one,
    outcome: 'committed',
    left: ['a.conf'],
  },
  {
    title: 'before the revert is sent',
    breaks: [{ command: revert, at: 'sending' }],
    resources: one,
    checks: [fails],
    outcome: 'reverted',
    left: [],
  },
  {
    title: 'while it reverts',
    breaks: [{ command: revert, at: /^undoing/ }],
    resources: one,
    checks: [fails],
    outcome: 'reverted',
    left: [],
  },
]

for (const { title, breaks, resources, checks = [], outcome, left } of cases)
  test(`apply() reports the outcome on a host whose connection broke ${title}`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      web1.breaks.push(...breaks)
      const report = await apply(assign([web1], resources, { checks }), controllerOf([web1]), { consent })
      t.is(report.outcome, outcome as typeof report.outcome)
      t.deepEqual((await readdir(web1.path(''))).sort(), left)
      t.false((await readdir(web1.home)).includes('lock'))
      t.deepEqual(web1.breaks, [])
    })
  })

test('apply() releases the lock of a host that received nothing', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const source = web1.path('source')
    await writeFile(source, 'one\n')
    const assignment = assign([web1], (host) => [
      file({ path: host.path('a.conf'), source, owner: process.env.USER ?? 'root', group: 'root' }),
    ])
    const meddle = () => writeFile(source, 'two, and longer\n')
    await t.throwsAsync(apply(assignment, controllerOf([web1]), { consent: meddle }), {
      message: /web1 could not start the run: .*changed since/,
    })
    t.deepEqual(await readdir(web1.path('')), ['source'])
    t.false((await readdir(web1.home)).includes('lock'))
  })
})

for (const { title, done, outcome, what, failing } of [
  {
    title: 'reverts a run whose coordinator was reverted by hand before the commit',
    done: 'reverted',
    outcome: 'reverted',
    what: 'revert',
    failing: false,
  },
  {
    title: 'calls a run mixed if one host was committed by hand before the revert',
    done: 'committed',
    outcome: 'mixed',
    what: 'commit',
    failing: true,
  },
] as const)
  test(`apply() ${title}`, async (t) => {
    await withHosts(['web1', 'web2'], async (web1, web2) => {
      const meddle: Check = {
        title: 'by hand',
        looks: [{ from: 'web1', run: sh`cd ${web1.home}/runs && cd * && sh "$(pwd)"/runner.sh ${what}` }],
        judge: () => ({ holds: !failing, saw: 'nothing' }),
      }
      const hosts = [web1, web2]
      const report = await apply(assign(hosts, one, { checks: [meddle] }), controllerOf(hosts), { consent })
      t.is(report.outcome, outcome)
      t.is(report.hosts.find(({ host }) => host === 'web1')?.outcome, done)
    })
  })

test('runner.sh revert waits for the current step, and stops before the next', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const runs = `${web1.home}/runs`
    const reverted: Promise<unknown>[] = []
    const { emit, ...controller } = controllerOf([web1])
    const revertMeanwhile = async () => {
      const [run = ''] = await readdir(runs)
      return execute('sh', [`${runs}/${run}/runner.sh`, 'revert'])
    }
    const report = await apply(
      assign([web1], (host) => [...slow(host), ours(host.path('b'), 'after\n')]),
      {
        ...controller,
        emit: (event) => {
          emit(event)
          if (event.type === 'step-started' && reverted.length === 0) reverted.push(revertMeanwhile())
        },
      },
      { consent },
    )
    await Promise.all(reverted)
    t.is(report.outcome, 'reverted')
    t.deepEqual(await readdir(web1.path('')), [])
    const [run = ''] = await readdir(runs)
    t.is(await readFile(`${runs}/${run}/journal`, 'utf8'), '1 1 started\n1 1 done\n1 1 undone\n')
  })
})

test('apply() refuses a host with an open run whose lock was removed', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const { run } = await apply(assign([web1], one), controller, { consent })
    const folder = `${web1.home}/runs/${run}`
    await web1.untilQuiet()
    await rename(`${folder}/committed`, `${folder}/open.another-boot.1`)
    const more = assign([web1], (host) => [...one(host), ours(host.path('b.conf'), 'two\n')])
    const error = await t.throwsAsync(apply(more, controller, { consent }))
    t.is((error as EvenkeelError).code, 'locked')
    t.true((error as EvenkeelError).hint?.includes(`evenkeel unlock ${run}`))
    t.deepEqual(await readdir(web1.path('')), ['a.conf'])
  })
})
