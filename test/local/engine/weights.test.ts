import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { Balancer } from '../../../engine/balancing/balancing.ts'
import { type GivenBy, recordedGivenBy, toRecord } from '../../../engine/balancing/given.ts'
import type { Check } from '../../../engine/check.ts'
import type { BalancedAssignment } from '../../../engine/description.ts'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import type { RunEvent } from '../../../engine/events.ts'
import { weightsText } from '../../../engine/journal/weights.ts'
import { makePlan } from '../../../engine/plan/make.ts'
import { command } from '../../../engine/resources/command.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import { apply } from '../../../engine/run/apply.ts'
import { rollback } from '../../../engine/run/rollback.ts'
import { sh } from '../../../engine/shell.ts'
import { drainAround } from '../../../engine/weights/around.ts'
import { changeWeight } from '../../../engine/weights/change-weight.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { consent, controllerOf, isGone, ours, withHosts } from '../../support/scene.ts'

const PLAYBOOK = 'Test'

interface Scene {
  readonly lb: LocalHost
  readonly webs: readonly LocalHost[]
  /** What the servers describe. */
  readonly content?: string
  readonly checks?: readonly Check[]
  /** Resources of the servers besides their file. */
  readonly more?: (host: LocalHost) => readonly Resource[]
}

/** A balancer with a file of weights, and servers with a file each, one after the other, drained before. */
function assignmentOf({ lb, webs, content = 'one\n', checks = [], more = () => [] }: Scene): BalancedAssignment {
  const weightOf = (given: GivenBy, web: LocalHost) => given(lb.name).get(web.name)?.now ?? 1
  const resourcesOfBalancer = (given: GivenBy): readonly Resource[] => {
    const lines = webs.map((web) => `${web.name} ${weightOf(given, web)}\n`)
    const weights = toRecord(given(lb.name))
    const record = ours(join(lb.home, 'weights-test.json'), weightsText({ playbook: PLAYBOOK, weights }))
    return [...(Object.keys(weights).length > 0 ? [record] : []), ours(lb.path('lb.conf'), lines.join(''))]
  }
  const balancer = (given: GivenBy): Balancer => ({
    host: lb.name,
    pools: [
      {
        title: 'pool',
        servers: webs.map((web) => ({ key: web.name, host: web.name, weight: weightOf(given, web), backup: false })),
      },
    ],
    look: sh`cat ${lb.path('lb.conf')}; cat ${lb.path('connections')} 2>/dev/null || :`,
    read: (output) => {
      const seen = [...output.matchAll(/^(web\d) (\d+)$/gm)].map(
        ([, key = '', weight]) => [key, { weight: Number(weight), connections: 0, up: true }] as const,
      )
      const left = new Map([...output.matchAll(/^open (web\d) (\d+)$/gm)].map(([, key, count]) => [key, Number(count)]))
      return new Map([['pool', new Map(seen.map(([key, one]) => [key, { ...one, connections: left.get(key) ?? 0 }]))]])
    },
  })
  const hosts = [...webs, lb]
  return {
    playbook: PLAYBOOK,
    targets: hosts.map((host) => host.target),
    described: hosts.map(({ name }) => name),
    clients: [],
    inventory: hosts.map((host) => host.target),
    hostNames: hosts.map(({ name }) => name),
    pairHosts: () => [],
    leftOutBalancers: () => [],
    balancers: (_facts, given) => [balancer(given)],
    describe: (facts, given = recordedGivenBy(facts, PLAYBOOK)) => ({
      findings: [],
      plays: [
        {
          name: 'Servers',
          batchSize: 1,
          drains: true,
          hosts: webs.map((web) => ({
            host: web.name,
            resources: [ours(web.path('web.conf'), content), ...more(web)],
          })),
          checks: () => checks,
        },
        {
          name: 'Balancer',
          batchSize: 1,
          hosts: [{ host: lb.name, resources: resourcesOfBalancer(given) }],
          checks: () => [],
        },
      ],
    }),
  }
}

const optionsFor = (command: 'drain' | 'restore' | 'weight', weight: number | undefined, timeout = 5) => ({
  command,
  server: 'web1',
  weight,
  timeout,
  consent,
  withoutServer: async () => Promise.reject(new Error('not needed')),
})

const weightsOn = (lb: LocalHost) => readFile(lb.path('lb.conf'), 'utf8')

async function withScene(body: (scene: Scene, events: RunEvent[]) => Promise<void>): Promise<void> {
  await withHosts(['lb1', 'web1', 'web2'], async (lb, ...webs) => {
    if (lb === undefined) throw new Error('no host')
    const scene = { lb, webs }
    await apply(assignmentOf(scene), controllerOf([lb, ...webs]), { consent })
    await body(scene, [])
  })
}

test('changeWeight() drains a server, and an apply and a second drain keep it so; restore brings it back', async (t) => {
  await withScene(async ({ lb, webs }) => {
    const hosts = [lb, ...webs]
    const assignment = assignmentOf({ lb, webs })
    const drained = await changeWeight(assignment, controllerOf(hosts), optionsFor('drain', 0))
    t.is(drained.outcome, 'committed')
    t.is(drained.emptying?.outcome, 'empty')
    t.deepEqual(drained.balancers, ['lb1'])
    t.is(await weightsOn(lb), 'web1 0\nweb2 1\n')
    t.is((await apply(assignment, controllerOf(hosts), { consent })).outcome, 'nothing')
    t.is((await changeWeight(assignment, controllerOf(hosts), optionsFor('drain', 0))).outcome, 'nothing')

    const restored = await changeWeight(assignment, controllerOf(hosts), optionsFor('restore', undefined))
    t.is(restored.outcome, 'committed')
    t.is(await weightsOn(lb), 'web1 1\nweb2 1\n')
    t.true(await isGone(join(lb.home, 'weights-test.json')))
    t.is((await apply(assignment, controllerOf(hosts), { consent })).outcome, 'nothing')
  })
})

test('rollback() takes a drain back, with its record', async (t) => {
  await withScene(async ({ lb, webs }) => {
    const hosts = [lb, ...webs]
    const { run } = await changeWeight(assignmentOf({ lb, webs }), controllerOf(hosts), optionsFor('weight', 7))
    t.is(await weightsOn(lb), 'web1 7\nweb2 1\n')
    const targets = hosts.map((host) => host.target)
    t.is((await rollback(targets, run, controllerOf(hosts), { consent })).outcome, 'committed')
    t.is(await weightsOn(lb), 'web1 1\nweb2 1\n')
    t.true(await isGone(join(lb.home, 'weights-test.json')))
  })
})

test('changeWeight() refuses a balancer that is not as described, and the last server of a pool', async (t) => {
  await withScene(async ({ lb, webs }) => {
    const hosts = [lb, ...webs]
    const assignment = assignmentOf({ lb, webs })
    await writeFile(lb.path('lb.conf'), 'web1 1\nweb2 9\n')
    const stale = await t.throwsAsync<EvenkeelError>(
      changeWeight(assignment, controllerOf(hosts), optionsFor('drain', 0)),
    )
    t.is(stale?.code, 'stale')
    await writeFile(lb.path('lb.conf'), 'web1 1\nweb2 1\n')
    const web2 = { ...optionsFor('drain', 0), server: 'web2' }
    t.is((await changeWeight(assignment, controllerOf(hosts), web2)).outcome, 'committed')
    const last = await t.throwsAsync<EvenkeelError>(
      changeWeight(assignment, controllerOf(hosts), optionsFor('drain', 0)),
    )
    t.is(last?.message, 'Cannot drain web1: no other server is up in pool of lb1')
  })
})

test('changeWeight() tells which connections are left after the timeout', async (t) => {
  await withScene(async ({ lb, webs }) => {
    await writeFile(lb.path('connections'), 'open web1 3\n')
    const report = await changeWeight(
      assignmentOf({ lb, webs }),
      controllerOf([lb, ...webs]),
      optionsFor('drain', 0, 1),
    )
    t.is(report.emptying?.outcome, 'timeout')
    t.deepEqual(report.emptying?.left, [{ balancer: 'lb1', pool: 'pool', connections: 3 }])
  })
})

/** Writes what the balancer's file said while a server changed. */
const notes = (lb: LocalHost) => (host: LocalHost) => [
  command({
    name: 'note',
    run: `cat ${lb.path('lb.conf')} >${host.path('noted')}`,
    unless: `test -e ${host.path('noted')}`,
    undo: `rm ${host.path('noted')}`,
  }),
]

test('apply() drains each server around its batch, in one run', async (t) => {
  await withScene(async ({ lb, webs }, events) => {
    const hosts = [lb, ...webs]
    const assignment = assignmentOf({ lb, webs, content: 'two\n', more: notes(lb) })
    const around = drainAround(assignment, false, 5)
    const { remarks } = await makePlan(assignment, controllerOf(hosts), around)
    t.is(remarks[0], 'Servers: each host that changes is drained on lb1 before it, and restored after its checks.')
    const report = await apply(assignment, controllerOf(hosts, events), { consent, around })
    t.is(report.outcome, 'committed', report.failure?.message)
    t.deepEqual(
      report.hosts.map(({ host, changes }) => `${host} ${changes}`),
      ['lb1 0', 'web1 2', 'web2 2'],
    )
    t.is(await readFile(webs[0]?.path('noted') ?? '', 'utf8'), 'web1 0\nweb2 1\n')
    t.is(await readFile(webs[1]?.path('noted') ?? '', 'utf8'), 'web1 1\nweb2 0\n')
    t.is(await weightsOn(lb), 'web1 1\nweb2 1\n')
    const again = await apply(assignment, controllerOf(hosts), { consent, around })
    t.is(again.outcome, 'nothing', JSON.stringify(again.plan.plays, null, 1))
  })
})

test('apply() that fails within a batch gives the drained server its weight back', async (t) => {
  await withScene(async ({ lb, webs }) => {
    const hosts = [lb, ...webs]
    const checks: Check[] = [{ title: 'it works', looks: [], judge: () => ({ holds: false, saw: 'it does not' }) }]
    const assignment = assignmentOf({ lb, webs, content: 'two\n', checks })
    const around = drainAround(assignment, false, 5)
    const report = await apply(assignment, controllerOf(hosts), { consent, around })
    t.is(report.outcome, 'reverted')
    t.is(await weightsOn(lb), 'web1 1\nweb2 1\n')
    for (const web of webs) t.is(await readFile(web.path('web.conf'), 'utf8'), 'one\n')
  })
})

test('apply() leaves a server drained that was so before', async (t) => {
  await withScene(async ({ lb, webs }) => {
    const hosts = [lb, ...webs]
    await changeWeight(assignmentOf({ lb, webs }), controllerOf(hosts), optionsFor('drain', 0))
    const only = {
      lb,
      webs,
      content: 'two\n',
      more: (host: LocalHost) => (host.name === 'web1' ? notes(lb)(host) : []),
    }
    const assignment = assignmentOf(only)
    const [, web2] = webs
    // web2 is as described: with it, no server would be left.
    await writeFile(web2?.path('web.conf') ?? '', 'two\n')
    const around = drainAround(assignment, false, 5)
    t.is((await apply(assignment, controllerOf(hosts), { consent, around })).outcome, 'committed')
    t.is(await weightsOn(lb), 'web1 0\nweb2 1\n')
  })
})
