import test from 'ava'
import { EvenkeelError } from '../../../../engine/errors/error.ts'
import type { Plan, PlannedChange } from '../../../../engine/plan/plan.ts'
import type { Json } from '../../../../engine/resources/resource.ts'
import { refuseStalePlan } from '../../../../engine/run/rollout/stale.ts'

const change = (id: string, before: Json, after: Json): PlannedChange => ({
  action: '~',
  id,
  kind: 'file',
  name: id,
  before,
  after,
  beforeLines: [],
  afterLines: [],
  notes: [],
})

const plan = (changes: readonly PlannedChange[], description = 'one'): Plan => ({
  format: 'evenkeel-plan/1',
  playbook: 'Test',
  made: '2026-01-01T00:00:00.000Z',
  description,
  plays: [{ name: 'Play', batches: [{ hosts: [{ host: 'web1', changes, unchanged: 0, triggers: [] }] }] }],
  findings: [],
  remarks: [],
})

const saved = plan([change('a', 'x', 'y'), change('b', { mode: '0644', size: 1 }, null)])

const cases: readonly [string, Plan, boolean][] = [
  ['the same', plan(saved.plays[0]?.batches[0]?.hosts[0]?.changes ?? []), true],
  ['states whose keys come in another order', plan([change('b', { size: 1, mode: '0644' }, null)]), true],
  ['fewer changes', plan([change('a', 'x', 'y')]), true],
  ['another before', plan([change('a', 'z', 'y')]), false],
  ['another after', plan([change('a', 'x', 'z')]), false],
  ['another change', plan([change('c', null, 'y')]), false],
  ['another description', plan([], 'two'), false],
]

for (const [title, now, holds] of cases)
  test(`refuseStalePlan() ${holds ? 'accepts' : 'refuses'} ${title}`, (t) => {
    if (holds) return t.notThrows(() => refuseStalePlan(saved, now))
    return t.is(t.throws(() => refuseStalePlan(saved, now), { instanceOf: EvenkeelError })?.code, 'stale')
  })
