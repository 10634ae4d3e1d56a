import test from 'ava'
import { planText } from '../../../cli/view/plan.ts'
import { shareChanges } from '../../../cli/view/shared-changes.ts'
import type { PlannedChange, PlannedHost } from '../../../engine/plan/plan.ts'
import { plain } from './paints.ts'
import { nothing } from './sample-plans.ts'

const file = (name: string, line: string): PlannedChange => ({
  action: '+',
  id: `file:${name}`,
  kind: 'file',
  name,
  before: null,
  after: null,
  beforeLines: [],
  afterLines: [line],
  notes: [],
})

const host = (name: string, ...changes: PlannedChange[]): PlannedHost => ({
  host: name,
  changes,
  unchanged: 0,
  triggers: [],
})

const shown = (planned: readonly PlannedHost[]) =>
  shareChanges(planned).map(({ change, hosts }) => [change.name, change.afterLines.join(), hosts.join(' ')])

test('shareChanges() keeps every order, and variants of one resource together', (t) => {
  const planned = [
    host('lb1', file('a', 'x'), file('b', 'one'), file('c', 'x')),
    host('lb2', file('a', 'x'), file('b', 'two'), file('c', 'x')),
  ]
  t.deepEqual(shown(planned), [
    ['a', 'x', 'lb1 lb2'],
    ['b', 'one', 'lb1'],
    ['b', 'two', 'lb2'],
    ['c', 'x', 'lb1 lb2'],
  ])
})

test("shareChanges() merges changes that differ only in the host's name", (t) => {
  const planned = ['web1', 'web2', 'web10'].map((name) => host(name, file('index', `${name} answers`)))
  t.deepEqual(shown(planned), [['index', '<host> answers', 'web1 web2 web10']])
})

test("planText() explains what stands for a host's name", (t) => {
  const hosts = ['web1', 'web2'].map((name) => host(name, file('index', `${name} answers`)))
  const plan = { ...nothing, plays: [{ name: 'Web', batches: [{ hosts }] }] }
  t.true(planText(plan, plain).includes("+ file index\n    <host> is each host's own name\n    +<host> answers\n"))
})

test('shareChanges() keeps a name that is equal on every host, and replaces no part of another name', (t) => {
  const planned = ['web1', 'web2'].map((name) => host(name, file('peers', 'web1 web2')))
  t.deepEqual(shown(planned), [['peers', 'web1 web2', 'web1 web2']])
  t.deepEqual(shown([host('web', file('log', 'web-log')), host('app', file('log', 'app-log'))]), [
    ['log', 'web-log', 'web'],
    ['log', 'app-log', 'app'],
  ])
})
