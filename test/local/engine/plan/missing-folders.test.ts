import { mkdir, readdir } from 'node:fs/promises'
import test from 'ava'
import { makePlan } from '../../../../engine/plan/make.ts'
import { command } from '../../../../engine/resources/command.ts'
import { directory } from '../../../../engine/resources/directory.ts'
import { link } from '../../../../engine/resources/link.ts'
import type { Resource } from '../../../../engine/resources/resource.ts'
import { apply } from '../../../../engine/run/apply.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, me, ours, withHosts } from '../../../support/scene.ts'

const owned = { owner: me, group: me }
const site = (host: LocalHost, more: Parameters<typeof ours>[3] = {}) =>
  ours(host.path('d/site.conf'), 'one\n', {}, more)
const maker = (host: LocalHost) =>
  command({
    name: 'maker',
    run: `mkdir ${host.path('d')}`,
    unless: `test -d ${host.path('d')}`,
    undo: `rmdir ${host.path('d')}`,
  })

for (const [what, resources] of [
  ['a file', (host: LocalHost) => [site(host)]],
  ['a link', (host: LocalHost) => [link({ path: host.path('d/link'), target: '/srv' })]],
  [
    'a file whose folder comes after it',
    (host: LocalHost) => [site(host), directory({ path: host.path('d'), ...owned })],
  ],
  [
    'a file after a folder beside its own',
    (host: LocalHost) => [directory({ path: host.path('dd'), ...owned }), site(host)],
  ],
] as const)
  test(`makePlan() refuses ${what} in a folder that is not there`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      const error = await t.throwsAsync(makePlan(assign([web1], resources), controllerOf([web1])), {
        code: 'unsupported',
      })
      t.regex(error?.message ?? '', /^Cannot make (file|link):\S+ on web1: there is no folder \S+\/d$/)
      await mkdir(web1.path('d'))
      await t.notThrowsAsync(makePlan(assign([web1], resources), controllerOf([web1])))
    })
  })

for (const [what, resources] of [
  ['a directory', (host: LocalHost) => [directory({ path: host.path('d'), ...owned }), site(host)]],
  ['a directory below it', (host: LocalHost) => [directory({ path: host.path('d/e'), ...owned }), site(host)]],
  ['a link', (host: LocalHost) => [link({ path: host.path('d'), target: host.path('') }), site(host)]],
  ['a command', (host: LocalHost) => [maker(host), site(host)]],
  ['what it is readable after', (host: LocalHost) => [maker(host), site(host, { readableAfter: maker(host).id })]],
] as const satisfies readonly (readonly [string, (host: LocalHost) => readonly Resource[]])[])
  test(`apply() makes a file in a folder that ${what} brings`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      t.is((await apply(assign([web1], resources), controllerOf([web1]), { consent })).outcome, 'committed')
      t.true((await readdir(web1.path('d'))).includes('site.conf'))
    })
  })
