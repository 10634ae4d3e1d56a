import test from 'ava'
import type { PlannedHost, PlannedPlay } from '../../../engine/plan/plan.ts'
import { remarksOnWeakGuards } from '../../../engine/plan/weak-guards.ts'
import { debian12 } from '../../support/facts.ts'

const facts = (systemd: boolean) => ({ ...debian12, systemd })

const known = new Map([
  ['web1', facts(true)],
  ['web2', facts(false)],
  ['web3', facts(false)],
])

const change: PlannedHost['changes'][number] = {
  action: '+',
  id: 'file:/etc/motd',
  kind: 'file',
  name: '/etc/motd',
  before: null,
  after: null,
  beforeLines: [],
  afterLines: [],
  notes: [],
}

function play(hosts: Readonly<Record<string, number>>): PlannedPlay {
  const planned = Object.entries(hosts).map(
    ([host, count]): PlannedHost => ({ host, changes: Array(count).fill(change), unchanged: 0, triggers: [] }),
  )
  return { name: 'Play', batches: planned.map((host) => ({ hosts: [host] })) }
}

const PLANS: readonly (readonly [string, readonly PlannedPlay[], RegExp | undefined])[] = [
  ['with systemd', [play({ web1: 1 })], undefined],
  ['without it that do not change', [play({ web1: 1, web2: 0 })], undefined],
  ['without it', [play({ web1: 1, web2: 2 })], /on web2 a run .*evenkeel unlock/],
  ['without it in two plays', [play({ web2: 1 }), play({ web2: 1, web3: 1 })], /on web2, web3 a run/],
]

for (const [title, plays, remark] of PLANS) {
  test(`remarksOnWeakGuards() for hosts ${title}`, (t) => {
    const remarks = remarksOnWeakGuards(plays, known)
    if (remark === undefined) t.deepEqual(remarks, [])
    else t.regex(remarks.join('\n'), remark)
    t.true(remarks.length <= 1)
  })
}
