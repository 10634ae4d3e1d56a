import { readFileSync } from 'node:fs'
import test from 'ava'
import { haproxyStatus, readProxies } from '../../../roles/haproxy/status.ts'
import { haproxyVars } from '../../../roles/haproxy/vars/vars.ts'
import { ALL_UP } from '../../../roles/kit/verify/up.ts'
import { lookResult, unasked } from '../fixture.ts'
import { contextOf, lb1, lb2 } from '../hosts.ts'

/** `show stat` of HAProxy 2.6: web2 is dead, web3 in maintenance, web4 drained; the frontend `closed` is disabled. */
const stat = readFileSync(new URL('fixtures/stat-states.csv', import.meta.url), 'utf8')

const server = (name: string, more: object = {}) => {
  return { name, weight: 1, backup: false, disabled: false, byAgent: false, isSlot: false, ...more }
}
const described = {
  binds: [
    { section: 'web', address: '10.77.0.100', port: 80 },
    { section: 'closed', address: '10.77.0.100', port: 81 },
  ],
  backs: [
    {
      section: 'web_servers',
      method: 'roundrobin',
      up: ALL_UP,
      servers: [
        server('web1'),
        server('web2', { weight: 2 }),
        server('web3'),
        server('web4'),
        server('web5', { weight: 0 }),
        server('spare', { backup: true }),
        server('web9'),
      ],
    },
  ],
}

test('readProxies() tells each server as HAProxy sees it', (t) => {
  const { items } = readProxies(described, lookResult('lb1', stat))
  const [pool] = items.filter((item) => item.kind === 'pool')
  t.deepEqual(
    pool?.servers.map(({ name, state, seen, weight, check }) => [name, state, seen, weight, check]),
    [
      ['web1', 'up', 'UP', 1, 'L7OK/200'],
      ['web2', 'down', 'DOWN', 2, 'L4CON'],
      ['web3', 'out', 'MAINT', 1, undefined],
      ['web4', 'out', 'DRAIN', 1, 'L7OK/200'],
      ['web5', 'out', 'UP', 0, 'L7OK/200'],
      ['spare', 'up', 'UP', 1, 'L7OK/200'],
      ['web9', 'down', 'not there', undefined, undefined],
    ],
  )
  t.deepEqual(
    items.flatMap((item) => (item.kind === 'front' ? [[item.name, item.open, item.seen, item.at.join()]] : [])),
    [
      ['web', true, 'OPEN', '10.77.0.100:80'],
      ['closed', false, 'PAUSED', '10.77.0.100:81'],
    ],
  )
})

test('readProxies() parts what is wrong from what somebody wishes', (t) => {
  const { problems, notes } = readProxies(described, lookResult('lb1', stat))
  t.deepEqual(problems?.map(({ text }) => text).sort(), [
    'frontend closed is PAUSED',
    'web_servers: HAProxy has no server web9',
    'web_servers: web2 is DOWN (L4CON)',
  ])
  t.deepEqual(notes, [
    { text: 'web_servers: web3 is MAINT', host: 'lb1' },
    { text: 'web_servers: web4 is DRAIN', host: 'lb1' },
  ])
})

test('readProxies() says why HAProxy cannot be asked, also if it answers nothing', (t) => {
  const refused = readProxies(described, lookResult('lb1', 'socat: Connection refused\n', 1))
  t.deepEqual(refused, {
    items: [],
    problems: [{ text: 'HAProxy cannot be asked: socat: Connection refused', host: 'lb1' }],
  })
  const [stopped] = readProxies(described, lookResult('lb1', '')).problems ?? []
  t.is(stopped?.text, 'HAProxy cannot be asked: it does not answer')
  t.deepEqual(readProxies(described, unasked('lb1')), { items: [] })
})

test('haproxyStatus() asks the admin socket, unless a configuration has none', (t) => {
  const titles = (vars: object) =>
    haproxyStatus(contextOf(haproxyVars.parse(vars), lb1, [lb1, lb2])).map(({ title }) => title)
  const listens = [{ name: 'web', binds: [80], servers: 'real_servers' }]
  t.deepEqual(titles({ listens }), ['process haproxy of lb1', 'HAProxy of lb1'])
  t.deepEqual(titles({ config: 'defaults\n  mode http\n' }), ['process haproxy of lb1'])
})
