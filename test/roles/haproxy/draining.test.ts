import test from 'ava'
import type { GivenWeight } from '../../../engine/balancing/given.ts'
import role from '../../../roles/haproxy/role.ts'
import { haproxyVars } from '../../../roles/haproxy/vars/vars.ts'
import { contextOf, find, lb1, lb2 } from '../hosts.ts'

function resourcesOf(backend: object, given: GivenWeight | undefined, socket: object = {}) {
  const vars = haproxyVars.parse({
    global: { socket },
    frontends: [{ name: 'web', binds: [80], default_backend: 'app' }],
    backends: [{ name: 'app', servers: 'real_servers', port: 80, ...backend }],
  })
  const hosts = (pattern: string) =>
    find(pattern).map((one) => (one.name === 'web2' && given !== undefined ? { ...one, given } : one))
  const context = contextOf(vars, lb1, [lb1, lb2], { hosts })
  const made = role.resources(context)
  return { made, live: made.filter(({ kind }) => kind === 'haproxy_server').map(({ spec }) => spec), context }
}

const drained = { now: 0, was: undefined }

test('haproxy drains by weight 0 in the running process, without a reload', (t) => {
  const { live, made } = resourcesOf({}, drained)
  t.like(live, [{ backend: 'app', server: 'web2', weight: 0, state: 'ready' }])
  t.is(made.at(-1)?.placement.replacesReloadFor, 'file:/etc/haproxy/haproxy.cfg')
  t.deepEqual(resourcesOf({}, undefined).live, [])
})

test('haproxy drains by maintenance where clients come back, or where weights are read at the start', (t) => {
  for (const backend of [
    { cookie: { name: 'SERVERID' } },
    { stick: { on: 'src' } },
    { balance: 'source' },
    { balance: { uri: {} } },
    { extra: 'stick on src' },
  ])
    t.like(resourcesOf(backend, drained).live, [{ server: 'web2', weight: 2, state: 'maint' }])
  t.like(resourcesOf({ balance: 'source', hash_type: 'consistent' }, drained).live, [{ weight: 0, state: 'ready' }])
})

test('haproxy brings the described weight back in the running process', (t) => {
  t.like(resourcesOf({}, { now: undefined, was: 0 }).live, [{ server: 'web2', weight: 2, state: 'ready' }])
})

test('haproxy reloads for a weight that the algorithm reads at the start, and without level admin', (t) => {
  t.deepEqual(resourcesOf({ balance: 'source' }, { now: 5, was: undefined }).live, [])
  t.deepEqual(resourcesOf({ balance: 'source' }, { now: undefined, was: 5 }).live, [])
  t.deepEqual(resourcesOf({}, drained, { level: 'operator' }).live, [])
  t.deepEqual(resourcesOf({}, drained, { group: 'adm' }).live, [])
})

test('haproxy says which servers it balances, and reads their connections from the socket', (t) => {
  const { context } = resourcesOf({}, drained)
  const balancing = role.balances?.(context)
  t.deepEqual(balancing?.pools, [
    {
      title: 'backend app',
      servers: [
        { key: 'web1', host: 'web1', weight: 1, backup: false },
        { key: 'web2', host: 'web2', weight: 0, backup: false },
      ],
    },
  ])
  const stat = [
    '# pxname,svname,scur,status,weight,type,uweight',
    'app,web1,3,UP,1,2,1',
    'app,web2,7,DRAIN,0,2,0',
    'app,BACKEND,10,UP,1,1,1',
  ].join('\n')
  const seen = balancing?.read(stat, 0)
  t.deepEqual(typeof seen === 'string' ? seen : [...(seen?.get('backend app') ?? [])], [
    ['web1', { weight: 1, connections: 3, up: true }],
    ['web2', { weight: 0, connections: 7, up: undefined }],
  ])
  t.is(balancing?.read('socat is not installed\n', 127), 'socat is not installed')
})
