import test from 'ava'
import { judgeCertificate } from '../../../../roles/kit/certificates/checks.ts'
import { isElsewhere, judgeRedirect, listenCheck, plainName } from '../../../../roles/kit/web/checks.ts'
import { lookResult } from '../../fixture.ts'
import { facts, host } from '../../hosts.ts'

const lb1 = host('lb1', '10.77.0.11')

test('isElsewhere() is true of a virtual address that the host does not carry now', (t) => {
  const holder = {
    ...lb1,
    facts: facts('10.77.0.11', { interfaces: [{ name: 'vec0', addresses: ['10.77.0.100/24'] }] }),
  }
  t.true(isElsewhere({ host: lb1, address: '10.77.0.100' }))
  t.false(isElsewhere({ host: holder, address: '10.77.0.100' }))
  t.false(isElsewhere({ host: lb1, address: '127.0.0.1' }))
})

test('plainName() skips patterns', (t) => {
  t.is(plainName(['*.example.com', '~^x$', 'www.example.com']), 'www.example.com')
  t.is(plainName(['_']), undefined)
})

const to = (place: string) =>
  lookResult('lb1', `HTTP/1.1 301 Moved Permanently\r\nServer: nginx\r\nLocation: ${place}\r\n\r\n`)

test('judgeRedirect() reads the output of curl and wget', (t) => {
  t.deepEqual(judgeRedirect('https://', to('https://a.example/')), {
    holds: true,
    saw: 'HTTP 301 to https://a.example/',
  })
  t.true(judgeRedirect('/new', to('http://a.example/new')).holds)
  t.false(judgeRedirect('/new', to('http://a.example/old')).holds)
  t.true(judgeRedirect('/new', lookResult('lb1', '  HTTP/1.1 302 Found\n  Location: /new\n')).holds)
  t.deepEqual(judgeRedirect('https://', lookResult('lb1', 'HTTP/1.1 200 OK\r\n')), {
    holds: false,
    saw: 'HTTP 200 without a new place',
  })
  t.false(judgeRedirect('https://', lookResult('lb1', 'curl: (7) refused', 7)).holds)
})

const print = (byte: string) => `sha256 Fingerprint=${Array(32).fill(byte).join(':')}`
const lasts = 'Certificate will not expire'

for (const [what, output, holds, saw] of [
  [
    'the one of the file',
    `${print('AA')}\n${lasts}\nHostname a does match certificate\n${print('AA')}`,
    true,
    'a certificate for a',
  ],
  [
    'an old one',
    `${print('AA')}\n${lasts}\nHostname a does match certificate\n${print('AB')}`,
    false,
    'another certificate than the one in the file',
  ],
  [
    'one for another name',
    `${print('AA')}\n${lasts}\nHostname a does NOT match certificate\n${print('AA')}`,
    false,
    'the certificate is not for a',
  ],
  [
    'one that ended',
    `${print('AA')}\nCertificate will expire\nHostname a does match certificate\n${print('AA')}`,
    false,
    'the certificate has ended',
  ],
  [
    'none',
    `Could not read certificate from <stdin>\nUnable to load certificate\n${print('AA')}`,
    false,
    'no certificate was shown',
  ],
] as const) {
  test(`judgeCertificate() sees ${what}`, (t) =>
    t.deepEqual(judgeCertificate('a', lookResult('lb1', output)), { holds, saw }))
}

test('listenCheck() holds if a socket gets packets to the address', (t) => {
  const check = listenCheck('x', lb1, '10.77.0.100', 'tcp', 80)
  t.true(check.judge([lookResult('lb1', 'LISTEN 0 511 0.0.0.0:80 0.0.0.0:*\n')]).holds)
  t.deepEqual(check.judge([lookResult('lb1', 'LISTEN 0 511 10.77.0.11:80 0.0.0.0:*\n')]), {
    holds: false,
    saw: 'nothing listens on 10.77.0.100:80',
  })
})
