import test from 'ava'
import { nearest, suggestion } from '../../engine/errors/nearest.ts'

const KNOWN = ['weight', 'priority', 'hosts', 'serial', 'nginx', 'real_server']

for (const [misspelt, known] of [
  ['wieght', 'weight'],
  ['host', 'hosts'],
  ['seial', 'serial'],
  ['ngnix', 'nginx'],
  ['real_servers', 'real_server'],
  ['PRIORITY', 'priority'],
  ['entirely', undefined],
  ['', undefined],
] as const) {
  test(`nearest() of "${misspelt}" is ${known}`, (t) => {
    t.is(nearest(misspelt, KNOWN), known)
  })
}

test('suggestion() lists the known names if none is close', (t) => {
  t.is(suggestion('entirely', ['a', 'b']), 'Known names: a, b.')
  t.is(suggestion('entirely', []), undefined)
  const many = Array.from({ length: 25 }, (_, index) => `n${index}xxxxxxxx`)
  t.true(suggestion('entirely', many)?.endsWith('and 5 more.'))
})
