import { writeFile } from 'node:fs/promises'
import test from 'ava'
import { apply } from '../../../../engine/run/apply.ts'
import { sh } from '../../../../engine/shell.ts'
import { type PartReading, statusPart } from '../../../../engine/status/part.ts'
import { readStatus, type StatusAssignment } from '../../../../engine/status/read.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

const resources = (host: LocalHost) => [ours(host.path('a.conf'), 'one\n'), ours(host.path('b.conf'), 'two\n')]

/** Each host prints its own word; the part is one for all of them. */
function assignStatus(
  hosts: readonly LocalHost[],
  read?: (words: readonly string[]) => PartReading,
  described = resources,
): StatusAssignment {
  const assignment = assign(hosts, described)
  const part = statusPart({
    title: 'words',
    looks: { words: hosts.map(({ name }) => ({ from: name, run: sh`printf '%s' ${name}; exit 7` })) },
    read: ({ words }) => read?.(words.map(({ status, output }) => `${status} ${output}`)) ?? { items: [] },
  })
  return {
    ...assignment,
    describe: (facts) => {
      const { plays, ...description } = assignment.describe(facts)
      const reached = plays.map((play) => ({ ...play, hosts: play.hosts.filter(({ host }) => facts.has(host)) }))
      return { description: { ...description, plays: reached }, parts: [part, part], notes: ['web1 is drained on lb1'] }
    },
  }
}

test('readStatus() reads looks, drift and the last run with two commands a host', async (t) => {
  await withHosts(['lb1', 'lb2'], async (...hosts) => {
    const { run } = await apply(assign(hosts, resources), controllerOf(hosts), { consent })
    const [, lb2] = hosts
    if (lb2 === undefined) throw new Error('no host')
    await writeFile(lb2.path('b.conf'), 'three\n')
    const before = hosts.map(({ commands }) => commands)
    const seen: (readonly string[])[] = []
    const read = (words: readonly string[]): PartReading => {
      seen.push(words)
      return {
        items: [],
        notes: [
          { text: 'drained', host: 'lb1' },
          { text: 'drained', host: 'lb2' },
        ],
      }
    }
    const status = await readStatus(assignStatus(hosts, read), controllerOf(hosts))
    t.deepEqual(
      hosts.map(({ commands }, index) => commands - (before[index] ?? 0)),
      [2, 2],
    )
    t.deepEqual(seen, [['7 lb1', '7 lb2']], 'the part is read once')
    t.false(status.healthy)
    t.deepEqual(status.problems, [{ text: `drift: file:${lb2.path('b.conf')} not as described`, hosts: ['lb2'] }])
    t.deepEqual(status.notes, [
      { text: 'web1 is drained on lb1', hosts: [] },
      { text: 'drained', hosts: ['lb1', 'lb2'] },
    ])
    await writeFile(lb2.path('b.conf'), 'two\n')
    const soon = await readStatus(assignStatus(hosts), controllerOf(hosts), status)
    t.deepEqual(soon.problems, status.problems, 'the drift of a moment ago')
    t.true((await readStatus(assignStatus(hosts), controllerOf(hosts))).healthy)
    t.deepEqual(
      status.hosts.map(({ host, reached, drift, lastRun, lock }) => [host, reached, drift?.length, lastRun, lock]),
      hosts.map(({ name }) => [
        name,
        true,
        name === 'lb2' ? 1 : 0,
        {
          run,
          command: 'apply',
          playbook: 'Test',
          operator: 'tester@here',
          started: status.hosts[0]?.lastRun?.started,
          outcome: 'committed',
          changes: 2,
        },
        undefined,
      ]),
    )
  })
})

test('readStatus() tells of a host that cannot be reached, and reads the others', async (t) => {
  await withHosts(['lb1', 'lb2'], async (...hosts) => {
    const [lb1] = hosts
    if (lb1 === undefined) throw new Error('no host')
    await apply(assign([lb1], resources), controllerOf([lb1]), { consent })
    const seen: string[] = []
    const read = (words: readonly string[]): PartReading => {
      seen.push(...words)
      return { items: [] }
    }
    const status = await readStatus(assignStatus(hosts, read), controllerOf([lb1]))
    t.deepEqual(status.problems, [{ text: 'lb2 is not there', hosts: ['lb2'] }])
    t.deepEqual(seen, ['7 lb1', 'undefined it could not be asked'])
    t.deepEqual(
      status.hosts.map(({ host, reached }) => [host, reached]),
      [
        ['lb1', true],
        ['lb2', false],
      ],
    )
  })
})

test('readStatus() tells of a resource that cannot be read', async (t) => {
  await withHosts(['lb1'], async (lb1) => {
    const broken = (host: LocalHost) =>
      resources(host).map((one) => ({ ...one, probe: sh`echo 'the disk fails'; exit 3` }))
    const { hosts, problems } = await readStatus(assignStatus([lb1], undefined, broken), controllerOf([lb1]))
    t.is(hosts[0]?.drift, undefined)
    t.is(problems.length, 1)
    t.regex(problems[0]?.text ?? '', /^Cannot read file:.*: the disk fails$/)
  })
})
