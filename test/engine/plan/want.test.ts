import test from 'ava'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { ManagedEntry } from '../../../engine/journal/managed.ts'
import { managedAfter, wantDescribed, wantForgotten } from '../../../engine/plan/want.ts'
import { directory } from '../../../engine/resources/directory.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import { profileWith } from '../../support/resources.ts'

const found = { mode: '0700', owner: 'root', group: 'root' }
const srv = directory({ path: '/srv/a' })
const other = directory({ path: '/srv/b' })

const nothing = { found: () => null, brought: new Map() }

const entry = (resource: Resource): ManagedEntry => ({
  kind: resource.kind,
  id: resource.id,
  spec: resource.spec,
  found,
})

test('wantDescribed() keeps the state as first found, also by another playbook', (t) => {
  for (const [managed, expected] of [
    [{}, undefined],
    [{ Mine: [entry(srv)] }, found],
    [{ Theirs: [entry(srv)] }, found],
  ] as const) {
    const [want] = wantDescribed([srv], profileWith(managed), 'Mine')
    t.deepEqual(want?.nextRecord?.found, expected)
    t.deepEqual(want?.to, srv.desired)
  }
})

test('wantDescribed() refuses a resource that another playbook describes differently', (t) => {
  const theirs = profileWith({ Theirs: [entry(directory({ path: '/srv/a', mode: '0700' }))] })
  const error = t.throws(() => wantDescribed([srv], theirs, 'Mine'), { instanceOf: EvenkeelError })
  t.is(error?.code, 'conflict')
  t.regex(error?.message ?? '', /directory:\/srv\/a on web1.*"Theirs"/)
})

test('wantForgotten() restores what is not described, the last made first, and nothing of other playbooks', (t) => {
  const third = directory({ path: '/srv/c' })
  const profile = profileWith({ Mine: [entry(srv), entry(other), entry(third)], Theirs: [entry(other)] })
  const { wants, recordOnly } = wantForgotten(new Set(), profile, 'Mine')
  t.deepEqual(
    wants.map(({ resource }) => resource.id),
    [third.id, srv.id],
  )
  t.deepEqual(wants[0]?.to, found)
  t.deepEqual(
    recordOnly.map(({ id, why, nextRecord }) => ({ id, why, nextRecord })),
    [{ id: other.id, why: 'the playbook "Theirs" describes it, too', nextRecord: undefined }],
  )
  t.deepEqual(wantForgotten(new Set([third.id, srv.id]), profile, 'Mine').wants, [])
})

test('managedAfter() records the state read of a new resource, and keeps an earlier one', (t) => {
  const profile = profileWith({ Mine: [entry(srv)] })
  const wants = wantDescribed([other, srv], profile, 'Mine')
  const after = managedAfter(undefined, 'Mine', ['web1', 'web2'], { wants }, nothing)
  t.deepEqual(after.members, ['web1', 'web2'])
  t.deepEqual(
    after.entries.map(({ id, found }) => [id, found]),
    [
      [other.id, null],
      [srv.id, found],
    ],
  )
})

test('managedAfter() drops what was restored, and keeps entries without a want', (t) => {
  const profile = profileWith({ Mine: [entry(srv), entry(other)] })
  const wants = wantForgotten(new Set([other.id]), profile, 'Mine')
  t.deepEqual(managedAfter(profile.managed[0], 'Mine', [], wants, nothing).entries, [entry(other)])
})
