import test from 'ava'
import type { Role } from '../../roles/contract.ts'
import keepalived from '../../roles/keepalived/role.ts'
import nginx from '../../roles/nginx/role.ts'
import realServer from '../../roles/real_server/role.ts'
import { type ReferenceKey, referenceOf } from '../../roles/reference.ts'

// Each role's definition checks that the schema's output fits the role.
const roles = [keepalived, nginx, realServer] as unknown as readonly Role<unknown>[]

function flat(keys: readonly ReferenceKey[], above = ''): { path: string; key: ReferenceKey }[] {
  return keys.flatMap((key) => [{ path: `${above}${key.key}`, key }, ...flat(key.keys, `${above}${key.key}.`)])
}

for (const role of roles) {
  test(`referenceOf() lists every key of ${role.name} once, with a description`, (t) => {
    const all = flat(referenceOf(role).vars)
    t.deepEqual(
      all.filter(({ key }) => key.description === '').map(({ path }) => path),
      [],
    )
    t.is(new Set(all.map(({ path }) => path)).size, all.length)
  })
}

test('referenceOf() gives type, required and default', (t) => {
  const all = new Map(
    flat(referenceOf(keepalived as unknown as Role<unknown>).vars).map(({ path, key }) => [path, key]),
  )
  t.like(all.get('instances.router_id'), { type: 'whole number, 1 to 255', required: true, default: undefined })
  t.like(all.get('virtual_servers.delay_loop'), { type: 'whole number, 1 to 3600', required: false, default: '6' })
  t.like(all.get('virtual_servers.mode'), { type: 'dr | nat | tun', required: true })
  t.like(all.get('virtual_servers.check.http.path'), { type: 'text', default: '"/"' })
})
