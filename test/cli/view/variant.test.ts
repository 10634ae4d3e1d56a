import test from 'ava'
import { planText } from '../../../cli/view/plan.ts'
import type { PlannedChange, PlannedHost } from '../../../engine/plan/plan.ts'
import { plain } from './paints.ts'
import { nothing } from './sample-plans.ts'

/** A configuration of many lines, of which one depends on the host. */
const config = (priority: number) => [
  ...Array.from({ length: 20 }, (_, index) => `line ${index + 1}`),
  `priority ${priority}`,
  ...Array.from({ length: 20 }, (_, index) => `line ${index + 22}`),
]

const change = (
  beforeLines: readonly string[],
  afterLines: readonly string[],
  notes: string[] = [],
): PlannedChange => ({
  action: beforeLines.length === 0 ? '+' : afterLines.length === 0 ? '-' : '~',
  id: 'file:/etc/keepalived.conf',
  kind: 'file',
  name: '/etc/keepalived.conf',
  before: null,
  after: null,
  beforeLines,
  afterLines,
  notes,
})

const host = (name: string, ...changes: PlannedChange[]): PlannedHost => ({
  host: name,
  changes,
  unchanged: 0,
  triggers: [],
})

const shown = (...hosts: PlannedHost[]) =>
  planText({ ...nothing, plays: [{ name: 'Directors', batches: [{ hosts }] }] }, plain)

test('planText() shows a configuration once, and what differs on other hosts', (t) => {
  const printed = shown(
    host('lb1', change([], config(150))),
    host('lb2', change([], config(100))),
    host('lb3', change([], config(100))),
  )
  t.true(
    printed.includes(`+ file /etc/keepalived.conf  on lb2, lb3
    as on lb1 (-), here with (+):
    @@ -18,7 +18,7 @@
     line 18
     line 19
     line 20
    -priority 150
    +priority 100
     line 22
     line 23
     line 24
`),
    printed,
  )
  t.is(printed.split('line 1\n').length, 2, 'the whole file once')
})

test('planText() shows what goes once, and what differs before on other hosts', (t) => {
  const printed = shown(host('lb1', change(config(150), [])), host('lb2', change(config(100), [])))
  t.regex(printed, / {2}on lb2\n {4}before the change, as on lb1 \(-\), here with \(\+\):\n {4}@@ -18,7 \+18,7 @@\n/)
})

test('planText() compares both states of a file that is replaced', (t) => {
  const old = (priority: number) => config(priority).map((line) => `old ${line}`)
  const printed = shown(host('lb1', change(old(1), config(150))), host('lb2', change(old(2), config(100))))
  t.regex(printed, / before the change, as on lb1.*:\n.*-old priority 1\n {4}\+old priority 2\n/s)
  t.regex(printed, / {4}as on lb1 .*:\n.*-priority 150\n {4}\+priority 100\n/s)
})

test('planText() shows the diff of a small change on every host, and of a different file', (t) => {
  t.notRegex(shown(host('lb1', change(config(1), config(2))), host('lb2', change(config(1), config(3)))), /as on/)
  t.notRegex(shown(host('lb1', change([], config(1))), host('lb2', change([], ['something else']))), /as on/)
})

test('planText() prints a note of all changes of a play once', (t) => {
  const note = 'no longer described: goes back to how it was found'
  const other: PlannedChange = {
    ...change(['x'], [], [note, 'its home is kept']),
    id: 'user:ann',
    kind: 'user',
    name: 'ann',
  }
  const printed = shown(host('lb1', change(['y'], [], [note]), other))
  t.true(
    printed.startsWith(`Directors: lb1
  ${note}
- file /etc/keepalived.conf
    -y
- user ann
    its home is kept
    -x
`),
    printed,
  )
  const single = shown(host('lb1', change(['y'], [], [note])))
  t.true(single.startsWith(`Directors: lb1\n- file /etc/keepalived.conf\n    ${note}\n`), single)
})
