import { readFileSync } from 'node:fs'
import test from 'ava'
import { judge, parseKnownHosts } from '../../engine/host/known-hosts.ts'
import { certificateIn, datesProblem, readCertificate } from '../../engine/host/protocol/certificate.ts'
import { sshPair } from '../../engine/host/protocol/signature.ts'

/** All are made by ssh-keygen. */
const read = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url))
const certificate = (name: string) => {
  const found = certificateIn(read(name))
  if (found === undefined) throw new Error(`${name} cannot be read`)
  return found
}

test('certificateIn() reads the certificate of a user', (t) => {
  const { blob, publicKey, authority, validAfter, validBefore, ...rest } = certificate('user-rsa-cert.pub')
  t.deepEqual(rest, {
    type: 'ssh-rsa-cert-v01@openssh.com',
    for: 'user',
    id: 'anna',
    principals: ['root', 'anna'],
    criticalOptions: ['force-command'],
    isSigned: true,
  })
  t.is(validBefore - validAfter, 86_400n)
  t.is(authority.toString('base64'), read('authority.pub').toString().split(' ')[1] ?? '')
  t.is(publicKey.subarray(4, 11).toString(), 'ssh-rsa')
  t.true(blob.length > publicKey.length + authority.length)
})

for (const type of ['ed25519', 'ecdsa', 'rsa'])
  test(`certificateIn() verifies a certificate of a host, of the type ${type}`, (t) => {
    t.like(certificate(`host-${type}-cert.pub`), { for: 'host', id: 'host web1', isSigned: true })
  })

test('certificateIn() returns the public key that was signed', (t) => {
  const { publicKey } = certificate('host-ed25519-cert.pub')
  t.is(publicKey.toString('base64'), read('host-ed25519.pub').toString().split(' ')[1] ?? '')
})

test('certificateIn() finds a signature with SHA-1 too weak', (t) => {
  t.false(certificate('sha1-cert.pub').isSigned)
})

test('readCertificate() finds every changed byte', (t) => {
  for (const type of ['ed25519', 'ecdsa', 'rsa']) {
    const { blob } = certificate(`host-${type}-cert.pub`)
    for (let at = 0; at < blob.length; at++) {
      const changed = Buffer.from(blob)
      changed[at] = (blob[at] ?? 0) ^ 1
      t.not(readCertificate(changed)?.isSigned, true, `${type}, byte ${at}`)
    }
  }
})

test('readCertificate() reads nothing from a part of a certificate', (t) => {
  const { blob } = certificate('host-ed25519-cert.pub')
  for (let length = 0; length < blob.length; length++) t.is(readCertificate(blob.subarray(0, length)), undefined)
  t.is(readCertificate(Buffer.concat([blob, Uint8Array.of(0)])), undefined)
})

test('datesProblem() names the date that does not hold', (t) => {
  const user = certificate('user-rsa-cert.pub')
  const at = (text: string) => datesProblem(user, Date.parse(text))
  t.is(at('2025-12-31T23:59:59Z'), 'is not valid before 2026-01-01T00:00:00Z')
  t.is(at('2026-01-01T00:00:00Z'), undefined)
  t.is(at('2026-01-01T23:59:59Z'), undefined)
  t.is(at('2026-01-02T00:00:00Z'), 'expired at 2026-01-02T00:00:00Z')
  t.is(datesProblem(certificate('host-rsa-cert.pub')), undefined)
})

const authority = read('authority.pub').toString().trim()
const rsaAuthority = read('authority-rsa.pub').toString().trim()

for (const [what, name, knownHosts, host, expected] of [
  ['is known', 'host-ed25519', `@cert-authority web* ${authority}`, 'web1', { kind: 'known' }],
  ['is known by another name', 'host-ed25519', `@cert-authority * ${authority}`, 'web1.example.net', { kind: 'known' }],
  [
    'of another authority is unknown',
    'host-ed25519',
    `@cert-authority * ${rsaAuthority}`,
    'web1',
    { kind: 'unknown', authority: { line: 1 } },
  ],
  [
    'for another host',
    'host-rsa',
    `@cert-authority * ${rsaAuthority}`,
    'web2',
    { kind: 'certificate', problem: 'names web1, and not web2' },
  ],
  [
    'for a user',
    'user-rsa',
    `@cert-authority * ${authority}`,
    'root',
    { kind: 'certificate', problem: 'is not one for a host' },
  ],
  [
    'with SHA-1',
    'sha1',
    `@cert-authority * ${rsaAuthority}`,
    'web1',
    { kind: 'certificate', problem: 'is not signed by its authority, or with an algorithm that is too weak' },
  ],
  [
    'whose authority is revoked',
    'host-rsa',
    `@cert-authority * ${rsaAuthority}\n@revoked * ${rsaAuthority}`,
    'web1',
    { kind: 'revoked', known: { line: 2 } },
  ],
] as const)
  test(`judge() of a certificate that ${what}`, (t) => {
    const shown = certificate(`${name}-cert.pub`)
    t.like(judge(parseKnownHosts(knownHosts, 'known_hosts'), host, 22, shown.publicKey, shown), expected)
  })

test('sshPair() writes a signature of ECDSA as SSH does', (t) => {
  const der = Buffer.from('3007020201ff02010a', 'hex')
  const pair = Buffer.from('00000002' + '01ff' + '00000001' + '0a', 'hex')
  t.deepEqual(sshPair(der), pair)
  t.deepEqual(sshPair(pair), pair)
})
