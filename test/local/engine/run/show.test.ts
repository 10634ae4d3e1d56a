import { readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import { EvenkeelError } from '../../../../engine/errors/error.ts'
import { apply } from '../../../../engine/run/apply.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import { showRun } from '../../../../engine/run/show.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

const described = (content: string) => (host: LocalHost) => [ours(host.path('a.conf'), content)]

/** Applies contents one after the other, and returns the ids of the runs. */
async function applied(hosts: readonly LocalHost[], ...contents: readonly string[]): Promise<string[]> {
  const runs: string[] = []
  for (const content of contents) {
    const { run = '' } = await apply(assign(hosts, described(content)), controllerOf(hosts), { consent })
    runs.push(run)
  }
  return runs
}

test('showRun() tells what a run changed, with the texts before and after it', async (t) => {
  await withHosts(['web1', 'web2'], async (...hosts) => {
    const [web1] = hosts
    if (web1 === undefined) throw new Error('no host')
    await writeFile(web1.path('a.conf'), 'found\nhere\n', { mode: 0o644 })
    const [run = ''] = await applied(hosts, 'one\nhere\n')
    const shown = await showRun(
      hosts.map(({ target }) => target),
      run,
      controllerOf(hosts),
    )
    t.is(shown.record.operator, 'tester@here')
    const linesOf = (lines: readonly string[] = []) => lines.filter((line) => !line.startsWith('mode '))
    t.deepEqual(
      shown.hosts.map(({ host, changes }) => [
        host,
        ...changes.map((one) => [one.action, one.kind, linesOf(one.beforeLines), linesOf(one.afterLines)]),
      ]),
      [
        ['web1', ['~', 'file', ['found', 'here'], ['one', 'here']]],
        ['web2', ['+', 'file', [], ['one', 'here']]],
      ],
    )
    t.deepEqual(shown.inTheWay, [])
  })
})

test('showRun() and rollback() name the later runs in the way, in the order in which to roll them back', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const targets = [web1.target]
    const [first = '', second = '', third = ''] = await applied([web1], 'one\n', 'two\n', 'three\n')
    const { inTheWay } = await showRun(targets, first, controllerOf([web1]))
    t.deepEqual(
      inTheWay.map(({ run }) => run),
      [third, second],
    )
    const refused = async (run: string) => {
      const back = rollback(targets, run, controllerOf([web1]), { consent })
      const error = await t.throwsAsync(back, { instanceOf: EvenkeelError })
      return [...(error?.hint ?? '').matchAll(/evenkeel rollback (\S+)/g)].map(([, named]) => named)
    }
    t.deepEqual(await refused(first), [third, second])
    t.deepEqual(await refused(second), [third])
    t.is(await readFile(web1.path('a.conf'), 'utf8'), 'three\n')
    await rollback(targets, third, controllerOf([web1]), { consent })
    await rollback(targets, second, controllerOf([web1]), { consent })
    t.deepEqual((await showRun(targets, first, controllerOf([web1]))).inTheWay, [])
    await rollback(targets, first, controllerOf([web1]), { consent })
    t.deepEqual((await showRun(targets, first, controllerOf([web1]))).inTheWay, [])
    t.deepEqual((await showRun(targets, second, controllerOf([web1]))).hosts[0]?.changes[0]?.afterLines.at(-1), 'two')
  })
})

test('rollback() names no run for what somebody changed by hand', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [run = ''] = await applied([web1], 'one\n')
    await writeFile(web1.path('a.conf'), 'by hand\n')
    const back = rollback([web1.target], run, controllerOf([web1]), { consent })
    const error = await t.throwsAsync(back, { instanceOf: EvenkeelError })
    t.regex(error?.hint ?? '', /evenkeel apply PLAYBOOK/)
    t.notRegex(error?.hint ?? '', /evenkeel rollback/)
  })
})

test('showRun() refuses a run that no host knows', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const shown = showRun([web1.target], '20261121-103112-k3f9', controllerOf([web1]))
    await t.throwsAsync(shown, { code: 'usage' })
  })
})
