import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { certificateFacts } from '../../../../../roles/haproxy/checks/certificate-facts.ts'
import { certificates } from '../../../../../roles/kit/certificates/vars.ts'

function factsOf(certificate: object) {
  const [found] = certificates.parse([{ name: 'shop', ...certificate }])
  if (found === undefined) throw new Error('no certificate')
  return certificateFacts(found)
}

test('certificateFacts() reads names, chain and fingerprint of a PEM as openssl prints them', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-pem-'))
  const [key, own] = [join(folder, 'key'), join(folder, 'own')]
  const request = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-subj', '/CN=x', '-keyout', key, '-out', own]
  execFileSync('openssl', [...request, '-addext', 'subjectAltName=IP:10.0.0.1,DNS:*.example.org'], { stdio: 'ignore' })
  const [fingerprint = ''] = /[0-9A-F:]{90,}/.exec(
    execFileSync('openssl', ['x509', '-in', own, '-noout', '-fingerprint', '-sha256'], { encoding: 'utf8' }),
  ) ?? ['']
  const certificate = readFileSync(own, 'utf8')
  const pem = `${certificate}${certificate}${readFileSync(key, 'utf8')}`
  rmSync(folder, { recursive: true })
  t.deepEqual(factsOf({ pem }), { name: 'evenkeel.example.org', fingerprint, chain: 2 })
})
