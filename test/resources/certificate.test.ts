import test from 'ava'
import { certificate } from '../../engine/resources/certificate.ts'

test('certificate() is not yet readable if there is a file and no openssl', (t) => {
  const described = certificate({ path: '/etc/ssl/a.pem', names: ['a.example'] })
  const file = `file\n600\nroot\nroot\n${'0'.repeat(64)}\n7`
  t.deepEqual(described.parse('absent\n'), { state: null })
  t.deepEqual(described.parse(`${file}\nno openssl\n`), { notYet: 'the host has no openssl (yet)' })
})

test('certificate() does not accept a certificate of the same names that is not self-signed', (t) => {
  const described = certificate({ path: '/etc/ssl/a.pem', names: ['a.example'] })
  const stateOf = (issuer: string) => {
    const reading = described.parse(
      `file\n600\nroot\nroot\n${'0'.repeat(64)}\n7\nc2b12038\n${issuer}\nX509v3 Subject Alternative Name: \n    DNS:a.example\nCertificate will not expire\nkey fits\n`,
    )
    return 'state' in reading ? reading.state : null
  }
  t.true(described.holds(described.desired, stateOf('c2b12038')))
  t.false(described.holds(described.desired, stateOf('11111111')))
})

for (const [title, input] of [
  ['no name', { names: [] }],
  ['a name with a space', { names: ['a b'] }],
  ['a name that leaves its line', { names: ['a\nb'] }],
  ['a URL', { names: ['https://a.example'] }],
  ['a star in the middle', { names: ['a.*.example'] }],
  ['no days', { days: 0 }],
  ['renew_days as long as days', { days: 10, renew_days: 10 }],
] as const) {
  test(`certificate() refuses ${title}`, (t) => {
    t.throws(() => certificate({ path: '/a', names: ['a.example'], ...structuredClone(input) } as never), {
      code: 'input',
    })
  })
}
