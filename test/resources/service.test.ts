import test from 'ava'
import { service } from '../../engine/resources/service.ts'

const parsed: readonly (readonly [string, object, string, object | null])[] = [
  ['a running unit', {}, 'loaded enabled active', { enabled: true, running: true }],
  ['a failed unit', {}, 'loaded enabled failed', { enabled: true, running: false }],
  [
    'a unit that is only enabled until the next boot',
    {},
    'loaded enabled-runtime active',
    { enabled: false, running: true },
  ],
  ['a unit that cannot be enabled, if enabled is wanted', {}, 'loaded static active', { enabled: true, running: true }],
  [
    'a unit that cannot be enabled, if disabled is wanted',
    { enabled: false },
    'loaded static active',
    { enabled: false, running: true },
  ],
  ['no unit', {}, 'absent', null],
]

for (const [title, input, output, state] of parsed) {
  test(`service: parse() reads ${title}`, (t) => {
    t.deepEqual(service({ name: 'x', ...input }).parse(`${output}\n`), { state })
  })
}

test('service() reloads for files and resources, and restarts if both are asked for', (t) => {
  const { triggers } = service({
    name: 'nginx',
    reload_on: ['/etc/nginx/nginx.conf', '/etc/both', 'package:nginx'],
    restart_on: ['/etc/both'],
  })
  t.deepEqual(
    triggers.map(({ title, watches, run }) => [title, watches, run.script]),
    [
      [
        'reload nginx',
        ['file:/etc/nginx/nginx.conf', 'package:nginx'],
        'trigger_service nginx.service reload-or-restart',
      ],
      ['restart nginx', ['file:/etc/both'], 'trigger_service nginx.service restart'],
    ],
  )
})

test('service() runs restart_if before a reload', (t) => {
  const { triggers } = service({ name: 'nginx', reload_on: ['/a'], restart_on: ['/b'], restart_if: 'test -e "/x y"' })
  t.deepEqual(
    triggers.map(({ title, run }) => [title, run.script]),
    [
      [
        'reload nginx, or restart it where a reload would not do',
        `trigger_service nginx.service reload-or-restart 'test -e "/x y"'`,
      ],
      ['restart nginx', 'trigger_service nginx.service restart'],
    ],
  )
})

test('service() has no triggers if it watches nothing', (t) => {
  t.deepEqual(service({ name: 'nginx' }).triggers, [])
})

test('service() is the same with and without its suffix', (t) => {
  t.is(service({ name: 'nginx.service' }).id, service({ name: 'nginx' }).id)
  t.regex(service({ name: 'apt-daily.timer' }).probe.script, /apt-daily\.timer$/)
})

test('service() enables or disables only if that differs', (t) => {
  const described = service({ name: 'nginx' })
  const steps = (from: object | null, to: object | null) => described.converge(from as never, to as never).join()
  t.is(steps({ enabled: true, running: false }, { enabled: true, running: true }), 'set_service nginx.service - start')
  t.is(
    steps({ enabled: true, running: true }, { enabled: false, running: false }),
    'set_service nginx.service disable stop',
  )
  t.is(steps({ enabled: true, running: true }, null), 'set_service nginx.service disable stop')
})

for (const name of ['-x', 'a b', '$(id)', 'a/b', '']) {
  test(`service() refuses the name "${name}"`, (t) => {
    t.throws(() => service({ name }), { code: 'input' })
  })
}
