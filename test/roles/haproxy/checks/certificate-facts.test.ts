import test from 'ava'
import { certificateFacts } from '../../../../roles/haproxy/checks/certificate-facts.ts'
import { certificates } from '../../../../roles/kit/certificates/vars.ts'

function factsOf(certificate: object) {
  const [found] = certificates.parse([{ name: 'shop', ...certificate }])
  if (found === undefined) throw new Error('no certificate')
  return certificateFacts(found)
}

test('certificateFacts() reads the names of a certificate that a host makes', (t) => {
  const made = { fingerprint: undefined, chain: 1 }
  t.deepEqual(factsOf({ self_signed: ['10.0.0.1', 'fd00::1', 'www.example.com'] }), {
    name: 'www.example.com',
    ...made,
  })
  t.deepEqual(factsOf({ self_signed: '10.0.0.1' }), { name: undefined, ...made })
})

test('certificateFacts() leaves an unreadable PEM to haproxy -c', (t) => {
  const pem =
    '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n'
  t.deepEqual(factsOf({ pem }), { name: undefined, fingerprint: undefined, chain: 1 })
})
