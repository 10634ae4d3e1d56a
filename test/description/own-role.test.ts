import test from 'ava'
import { resourceTypes } from '../../engine/resources/registry.ts'
import * as api from '../../roles/api.ts'
import { assignmentOf, describe } from './scene.ts'

test('roles/api.ts exports every kind of resource', (t) => {
  const kinds = Object.values(api).flatMap((one) => (typeof one === 'object' && 'kind' in one ? [one.kind] : []))
  t.deepEqual(kinds.sort(), [...resourceTypes.keys()].sort())
})

const PLAYBOOK = 'name: Own\nplays:\n  - { hosts: web1, roles: [nginx] }\n'
const role = (path: string) => `import { defineRole, makeResource, fileType } from 'evenkeel'
import { z } from 'zod'
export default defineRole({
  name: 'nginx', summary: 'Ours.', vars: z.strictObject({}),
  resources: () => [makeResource(fileType, { path: '${path}', content: 'x' })],
})`

for (const path of ['roles/nginx/role.ts', 'roles/nginx/role.mjs', 'roles/nginx.ts', 'roles/nginx.js']) {
  test(`findRole() takes ${path} before the built-in role of that name`, async (t) => {
    const assignment = await assignmentOf(t, { 'site.yml': PLAYBOOK, [path]: role(`/etc/${path.length}`) })
    const [host] = describe(assignment).plays[0]?.hosts ?? []
    t.deepEqual(
      host?.resources.map(({ id }) => id),
      [`file:/etc/${path.length}`],
    )
  })
}

test('remarks of a role stand in the description, each once', async (t) => {
  const own = role('/etc/x').replace('resources:', "remarks: () => ['nobody asks'], resources:")
  const files = { 'site.yml': PLAYBOOK.replace('web1', 'real_servers'), 'roles/nginx.ts': own }
  t.deepEqual(describe(await assignmentOf(t, files)).remarks, ['nobody asks'])
})
