import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { z } from 'zod'
import { Blob } from '../../engine/blob.ts'
import { resourceTypes, restore } from '../../engine/resources/registry.ts'
import type { Resource } from '../../engine/resources/resource.ts'

const ROOT = new URL('../../', import.meta.url)

/** An example task of each type, in the order of the reference. */
const tasks: Readonly<Record<string, unknown>> = {
  package: { name: 'nginx' },
  file: { path: '/etc/motd', content: 'x', validate: 'test -f %' },
  directory: { path: '/srv/www' },
  link: { path: '/etc/a', target: 'b' },
  service: { name: 'nginx', reload_on: ['/etc/motd'] },
  sysctl: { name: 'net.ipv4.ip_forward', value: 1 },
  kernel_module: { name: 'ip_vs' },
  interface: { name: 'tunl0', mtu: 1480 },
  address: { address: '10.0.0.1', interface: 'lo' },
  route: { to: 'default', via: '10.0.0.254', metric: 5 },
  ipvs_service: { vip: '10.0.0.1', port: 80, real_servers: [{ address: '10.0.0.21', mode: 'dr' }] },
  haproxy_server: { backend: 'web', server: 'web1', weight: 0 },
  user: { name: 'svc', system: true, groups: ['b', 'a'] },
  certificate: { path: '/etc/ssl/a.pem', names: ['b.example', 'a.example'] },
  rsyslog_module: { name: 'imudp' },
  firewall_opening: { protocol: 'tcp', port: 443, from: ['10.0.0.2', '10.0.0.1'] },
  selinux_boolean: { name: 'haproxy_connect_any' },
  database: { engine: 'mysql', name: 'shop', charset: 'utf8mb4' },
  database_account: {
    engine: 'mysql',
    name: 'shop',
    host: '10.0.0.%',
    password: 'only in a test',
    grants: [{ on: 'shop.*', privileges: ['SELECT'] }],
  },
  replication_channel: { engine: 'mariadb', source: '10.0.0.12', user: 'replication', password: 'only in a test' },
  command: { run: 'a', unless: 'b' },
}

test('resourceTypes lists every type that has an example task here', (t) => {
  t.deepEqual([...resourceTypes.keys()], Object.keys(tasks))
})

test('resourceTypes lists every type that has a file', (t) => {
  const names = readdirSync(new URL('engine/resources/', ROOT)).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? [])
  const kinds = names
    .filter((name) => name !== 'registry' && name !== 'resource')
    .map((name) => name.replaceAll('-', '_'))
  t.deepEqual([...resourceTypes.keys()].sort(), kinds.sort())
})

test('at-boot.sh lists every type', (t) => {
  const [head = ''] = readFileSync(new URL('engine/target/prelude/at-boot.sh', ROOT), 'utf8').split('\n\n')
  t.deepEqual(
    [...resourceTypes.keys()].filter((kind) => !new RegExp(`\\b${kind}\\b`).test(head)),
    [],
  )
})

test('README.md lists every type', (t) => {
  const [, row = ''] =
    /^\| resources for `tasks:` \|(.*)\|$/m.exec(readFileSync(new URL('README.md', ROOT), 'utf8')) ?? []
  const listed = row
    .replaceAll(/\(.*?\)/g, '')
    .split(',')
    .map((kind) => kind.trim())
  t.deepEqual(listed.sort(), [...resourceTypes.keys()].sort())
})

for (const [kind, value] of Object.entries(tasks)) {
  test(`restore() binds a ${kind} from a journal to the same scripts`, (t) => {
    const described = resourceOf(kind, value)
    const restored = restore(kind, JSON.parse(JSON.stringify(described.spec)) as object)
    t.is(restored.id, described.id)
    t.deepEqual(restored.desired, described.desired)
    t.is(restored.probe.script, described.probe.script)
    // A journal has no content of a file: the host brings back what it has kept.
    const isContent = (script: string) => /^(put|restore)_file /.test(script)
    t.deepEqual(
      scriptsOf(restored).filter((script) => !isContent(script)),
      scriptsOf(described).filter((script) => !isContent(script)),
    )
    t.is(scriptsOf(restored).filter(isContent).length, scriptsOf(described).filter(isContent).length)
  })

  test(`every key of a ${kind} has a description in its JSON schema`, (t) => {
    const schema = z.toJSONSchema(resourceTypes.get(kind)?.spec ?? z.never(), { io: 'input', unrepresentable: 'any' })
    const properties = Object.entries(schema.properties ?? {})
    t.true(properties.length > 0)
    for (const [key, property] of properties) t.true(typeof property === 'object' && !!property.description, key)
  })
}

test('check() returns all issues of a task, with their paths', (t) => {
  const checked = resourceTypes.get('file')?.check({ path: 'motd', content: 'x', mode: 420, ownr: 'x' }, '/p.yml')
  const issues = checked !== undefined && 'issues' in checked ? checked.issues : []
  t.deepEqual(
    issues.map(({ path, code }) => [path.join('.'), code]),
    [
      ['path', 'custom'],
      ['mode', 'invalid_type'],
      ['', 'unrecognized_keys'],
    ],
  )
})

test('check() resolves a relative source from the folder of the playbook', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-registry-'))
  writeFileSync(join(folder, 'motd'), 'hello')
  const { spec } = resourceOf('file', { path: '/etc/motd', source: 'motd' }, join(folder, 'site.yml'))
  rmSync(folder, { recursive: true })
  t.is('content' in spec && spec.content instanceof Blob ? spec.content.sha256 : '', Blob.of('hello').sha256)
})

test('restore() refuses an unknown kind', (t) => {
  t.throws(() => restore('teapot', {}), { code: 'unsupported' })
})

function resourceOf(kind: string, value: unknown, playbook = '/playbook.yml'): Resource {
  const checked = resourceTypes.get(kind)?.check(value, playbook)
  if (checked === undefined || 'issues' in checked) throw new Error(`${kind}: ${JSON.stringify(checked)}`)
  return checked.resource()
}

function scriptsOf(resource: Resource): string[] {
  return [...resource.converge(null, resource.desired), ...resource.converge(resource.desired, null)].map(String)
}
