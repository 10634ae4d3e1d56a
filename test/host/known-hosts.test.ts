import { readFileSync } from 'node:fs'
import test from 'ava'
import {
  fingerprint,
  type HostKeyVerdict,
  isAbout,
  judge,
  keyType,
  knownTypes,
  parseKnownHosts,
} from '../../engine/host/known-hosts.ts'

const read = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const ED25519 = read('ed25519.pub').trim()
const key = Buffer.from(ED25519.split(' ')[1] ?? '', 'base64')
const OTHER = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

const hashed = parseKnownHosts(read('known_hosts.hashed'), 'known_hosts')

for (const [host, port] of [
  ['lb1', 22],
  ['LB1', 22],
  ['10.77.0.11', 22],
  ['lb2', 2222],
  ['fd00::11', 22],
] as const)
  test(`judge() finds ${host}:${port} among names that ssh-keygen -H hashed`, (t) => {
    t.is(judge(hashed, host, port, key).kind, 'known')
  })

test('judge() does not find a host that is not among the hashed names', (t) => {
  t.is(judge(hashed, 'lb3', 22, key).kind, 'unknown')
  t.is(judge(hashed, 'lb2', 22, key).kind, 'unknown')
})

interface Case {
  readonly what: string
  readonly file: string
  readonly host?: string
  readonly port?: number
  readonly kind: HostKeyVerdict['kind']
  readonly line?: number
  /** The line of the authority whose certificate the host has not shown. */
  readonly authority?: number
}

const cases: readonly Case[] = [
  { what: 'a plain name', file: `lb1 ${ED25519}`, kind: 'known' },
  { what: 'one of several names', file: `x,lb1,y ${ED25519}`, kind: 'known' },
  { what: 'a wildcard', file: `lb* ${ED25519}`, kind: 'known' },
  { what: 'one character', file: `lb? ${ED25519}`, kind: 'known' },
  { what: 'a name that is excluded', file: `lb*,!lb1 ${ED25519}`, kind: 'unknown' },
  { what: 'a dot is no wildcard', file: `10.77.0.11 ${ED25519}`, host: '10x77.0.11', kind: 'unknown' },
  { what: 'a port', file: `[lb1]:2222 ${ED25519}`, port: 2222, kind: 'known' },
  { what: 'another port', file: `[lb1]:2222 ${ED25519}`, port: 2223, kind: 'unknown' },
  { what: 'brackets are no character class', file: `[lb1]:2222 ${ED25519}`, host: 'l', kind: 'unknown' },
  { what: 'a host known without its port', file: `lb1 ${ED25519}`, port: 2222, kind: 'known' },
  { what: 'another key without its port', file: `lb1 ${OTHER}`, port: 2222, kind: 'unknown' },
  { what: 'a changed key', file: `# old\n\nlb1 ${OTHER}`, kind: 'changed', line: 3 },
  { what: 'a second key beside another', file: `lb1 ${OTHER}\nlb1 ${ED25519}`, kind: 'known' },
  { what: 'a revoked key that is also known', file: `lb1 ${ED25519}\n@revoked * ${ED25519}`, kind: 'revoked', line: 2 },
  { what: 'another key that is revoked', file: `lb1 ${ED25519}\n@revoked * ${OTHER}`, kind: 'known' },
  { what: 'an authority alone', file: `@cert-authority lb* ${OTHER}`, kind: 'unknown', authority: 1 },
  {
    what: 'an authority for a port',
    file: `@cert-authority [lb1]:2222 ${OTHER}`,
    port: 2222,
    kind: 'unknown',
    authority: 1,
  },
  {
    what: 'an authority without a port',
    file: `@cert-authority lb1 ${OTHER}`,
    port: 2222,
    kind: 'unknown',
    authority: 1,
  },
  { what: 'an authority beside the key', file: `@cert-authority * ${OTHER}\nlb1 ${ED25519}`, kind: 'known' },
  { what: 'an authority whose key is the host key', file: `@cert-authority * ${ED25519}`, kind: 'unknown' },
  { what: 'an unknown marker', file: `@trust lb1 ${ED25519}`, kind: 'unknown' },
  { what: 'a comment', file: `#lb1 ${ED25519}`, kind: 'unknown' },
  { what: 'a broken line', file: `lb1\nlb1 ssh-ed25519\n\u0000`, kind: 'unknown' },
  { what: 'tabs, spaces, CRLF and a comment', file: `  lb1\t${ED25519} anna@desk\r\n`, kind: 'known' },
  { what: 'an empty file', file: '', kind: 'unknown' },
]

for (const { what, file, host = 'lb1', port = 22, kind, line, authority } of cases)
  test(`judge() of ${what} is ${kind}`, (t) => {
    const verdict = judge(parseKnownHosts(file, 'known_hosts'), host, port, key)
    t.is(verdict.kind, kind)
    if (line !== undefined) t.like(verdict, { known: { line } })
    if (authority !== undefined) t.like(verdict, { authority: { line: authority } })
  })

test('fingerprint() is what ssh-keygen -l prints', (t) => {
  t.is(fingerprint(key), 'SHA256:xqAcD6TXJmTn5+UYGsKITaF+OihNekiuu0wMwM9pOI8')
})

test('keyType() reads the type from the key', (t) => {
  t.is(keyType(key), 'ssh-ed25519')
  t.is(keyType(Buffer.alloc(2)), 'unknown')
})

test('knownTypes() returns the types of a host’s keys in known_hosts', (t) => {
  const known = parseKnownHosts(`lb1 ${ED25519}\n[lb1]:2222 ssh-rsa AAAA\n@revoked * ecdsa-sha2-nistp256 AAAA`, 'f')
  t.deepEqual(knownTypes(known, 'lb1', 2222), new Set(['ssh-ed25519', 'ssh-rsa']))
  t.deepEqual(knownTypes(known, 'lb1', 22), new Set(['ssh-ed25519']))
})

test('isAbout() is not slowed down by a pattern made to do so', (t) => {
  const [known] = parseKnownHosts(`${'*'.repeat(60)}x ${ED25519}`, 'f')
  t.false(known !== undefined && isAbout(known, 'a'.repeat(200)))
})
