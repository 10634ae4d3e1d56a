import test from 'ava'
import type { Change } from '../../../engine/plan/change.ts'
import { isCoveredByStart, triggersFor } from '../../../engine/plan/triggers.ts'
import type { Want } from '../../../engine/plan/want.ts'
import { file } from '../../../engine/resources/file.ts'
import type { Json, Resource } from '../../../engine/resources/resource.ts'
import { service } from '../../../engine/resources/service.ts'
import { stepsOf } from '../../../engine/run/stage/steps.ts'

const conf = file({ path: '/etc/conf', content: '' })
const other = file({ path: '/etc/other', content: '' })
const nginx = service({ name: 'nginx', reload_on: ['/etc/conf'] })
const on = { enabled: true, running: true }
const stopped = { enabled: true, running: false }

const want = (resource: Resource): Want => ({
  resource,
  to: resource.desired,
  reason: 'described',
  recorded: undefined,
  nextRecord: undefined,
})

const change = (resource: Resource, before: Json, after: Json, notYet?: string): Change => ({
  want: { ...want(resource), to: after },
  before,
  after,
  action: '~',
  notYet,
})
const written = (resource: Resource) => change(resource, null, resource.desired)

const cases: readonly (readonly [string, readonly Change[], boolean])[] = [
  ['a start after the file', [written(conf), change(nginx, stopped, on)], true],
  ['a start of a service that had failed', [written(conf), change(nginx, { ...stopped, enabled: false }, on)], true],
  ['a first start', [written(conf), change(nginx, null, on)], true],
  ['a start with another change later', [written(conf), change(nginx, stopped, on), written(other)], true],
  ['a start before the file', [change(nginx, stopped, on), written(conf)], false],
  ['a running service that is enabled now', [written(conf), change(nginx, { ...on, enabled: false }, on)], false],
  ['a service that its package may start', [written(conf), change(nginx, null, on, 'known once it is there')], false],
  ['a service that is stopped', [written(conf), change(nginx, on, stopped)], false],
  ['a service that stays as it is', [written(conf)], false],
]

for (const [what, changes, covered] of cases)
  test(`isCoveredByStart() is ${covered} for ${what}`, (t) => {
    const [reload] = nginx.triggers
    t.is(reload && isCoveredByStart(reload, changes), covered)
  })

test('stepsOf() does not reload a service that it starts after its files, unless something else has started it', (t) => {
  const changes = [written(conf), change(nginx, stopped, on)]
  const steps = stepsOf({
    work: { host: 'web1', wants: changes.map((one) => one.want) },
    changes,
    waiting: new Set(),
    later: new Set(),
  })
  const titles = (direction: 'forward' | 'undo') =>
    steps.filter((step) => step[direction].length > 0).map(({ title }) => title)
  t.deepEqual(titles('forward'), ['~ file /etc/conf', '~ service nginx'])
  t.deepEqual(
    steps.at(-1)?.forward.map(({ script }) => script),
    ['trigger_service nginx.service reload-or-restart', 'set_service nginx.service - start'],
  )
  t.deepEqual(titles('undo'), ['reload nginx', '~ file /etc/conf', '~ service nginx'])
  t.regex(steps[0]?.undo[0]?.script ?? '', /^test -e .*triggered reload nginx.* \|\| exit 0$/)
})

const removal = (resource: Resource, to: Json): Want => ({ ...want(resource), to, reason: 'removed' })

for (const [what, wants, watchers, titles] of [
  ['a service that goes', [removal(nginx, null), removal(conf, null)], [], []],
  ['a service that is stopped', [removal(nginx, { enabled: false, running: false }), removal(conf, null)], [], []],
  ['a service that runs', [removal(nginx, on), removal(conf, null)], [], ['reload nginx']],
  ['a service of another playbook', [removal(conf, null)], [nginx], ['reload nginx']],
  [
    'two services, of which one runs',
    [removal(nginx, null), want(service({ name: 'nginx', reload_on: ['/etc/other'], running: true })), want(conf)],
    [],
    ['reload nginx'],
  ],
] as const)
  test(`triggersFor() is ${titles.join() || 'empty'} for ${what}`, (t) => {
    const found = triggersFor({ host: 'web1', wants, watchers }, new Set([conf.id]))
    t.deepEqual(
      found.map(({ title }) => title),
      titles,
    )
  })

test('stepsOf() reloads no service that it stops, and undo reloads it after its files', (t) => {
  const changes = [written(conf), change(nginx, on, stopped)]
  const wants = changes.map((one) => one.want)
  const steps = stepsOf({ work: { host: 'web1', wants }, changes, waiting: new Set(), later: new Set() })
  const titles = (direction: 'forward' | 'undo') =>
    steps.filter((step) => step[direction].length > 0).map(({ title }) => title)
  t.deepEqual(titles('forward'), ['~ file /etc/conf', '~ service nginx'])
  t.deepEqual(titles('undo').toReversed(), ['~ service nginx', '~ file /etc/conf', 'reload nginx'])
  t.is(steps[0]?.undo[0]?.script, 'trigger_service nginx.service reload-or-restart')
})
