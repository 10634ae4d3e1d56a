import { existsSync, readdirSync } from 'node:fs'
import test from 'ava'
import { command } from '../../../../../engine/resources/command.ts'
import { apply } from '../../../../../engine/run/apply.ts'
import type { LocalHost } from '../../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../../support/scene.ts'

const once = (host: LocalHost) =>
  command({ name: 'once', run: `touch ${host.path('once')}`, unless: `test -e ${host.path('once')}` })

test('a change that cannot be undone and ends a play waits until no other host can fail before its own', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const breaks = command({ name: 'break', run: 'exit 1', unless: 'false', undo: ':' })
    const described = assign([web1, web2], (host) =>
      host === web1 ? [ours(host.path('a'), 'new'), once(host)] : [ours(host.path('a'), 'new'), breaks],
    )
    const report = await apply(described, controllerOf([web1, web2]), { consent })
    t.is(report.outcome, 'reverted')
    t.false(existsSync(web1.path('once')))
    t.deepEqual(readdirSync(web1.path('')), [])
  })
})

test('changes that cannot be undone are made after the others of their batch', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const described = assign([web1, web2], (host) =>
      host === web1 ? [once(host)] : [ours(host.path('a'), 'new'), once(host)],
    )
    const report = await apply(described, controllerOf([web1, web2]), { consent })
    t.is(report.outcome, 'committed')
    t.deepEqual(readdirSync(web1.path('')), ['once'])
    t.deepEqual(readdirSync(web2.path('')).sort(), ['a', 'once'])
  })
})
