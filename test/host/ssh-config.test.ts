import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { SshConfig } from '../../engine/host/ssh-config.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

interface Case {
  readonly what: string
  readonly config: string
  readonly name?: string
  readonly address?: string
  readonly user?: string
  readonly found: Record<string, readonly string[]>
}

const cases: readonly Case[] = [
  { what: 'a block of the name', config: 'Host lb1\n  User anna', found: { user: ['anna'] } },
  { what: 'no block of another name', config: 'Host lb2\n  User anna', found: {} },
  { what: 'keywords in any case, with = and quotes', config: 'hOST=lb1\n\tUSER = "anna"', found: { user: ['anna'] } },
  {
    what: 'the first value',
    config: 'Host lb1\n User a\nHost *\n User b\n Port 2',
    found: { user: ['a'], port: ['2'] },
  },
  {
    what: 'all key files, each once',
    config: 'Host lb1\n IdentityFile a\nHost *\n IdentityFile b\n IdentityFile a',
    found: { identityfile: ['a', 'b'] },
  },
  { what: 'an excluded name', config: 'Host lb* !lb1\n User anna', found: {} },
  { what: '? as exactly one character', config: 'Host lb1?\n User anna', found: {} },
  { what: 'several files', config: 'UserKnownHostsFile a "b c"', found: { userknownhostsfile: ['a', 'b c'] } },
  {
    what: 'blocks of the name before those of the address, if the name leads to the address',
    config: 'Host 10.*\n User address\nHost lb1\n User name\n HostName 10.77.0.11',
    address: '10.77.0.11',
    found: { user: ['name'] },
  },
  {
    what: 'blocks of the name if it leads to another spelling of the address',
    config: 'Host lb1\n User name\n HostName FD00::00:11',
    address: 'fd00::11',
    found: { user: ['name'] },
  },
  {
    what: 'no block of the name if the inventory has another address',
    config: 'Host 10.*\n User address\nHost lb1\n User name\n ProxyJump gate\n HostName 192.0.2.1',
    address: '10.77.0.11',
    found: { user: ['address'] },
  },
  {
    what: 'a block of the address before one for all',
    config: 'Host 10.*\n User address\nHost *\n User all',
    address: '10.77.0.11',
    found: { user: ['address'] },
  },
  {
    what: 'the HostName of an address that is an alias',
    config: 'Host alias\n HostName 192.0.2.1',
    address: 'alias',
    found: { hostname: ['192.0.2.1'] },
  },
  {
    what: 'no block that excludes the name',
    config: 'Host * !lb1\n User anna',
    address: '10.77.0.11',
    found: {},
  },
  { what: 'Match all', config: 'Match all\n User anna', found: { user: ['anna'] } },
  {
    what: 'Match host with the settings found so far',
    config: 'Host lb1\n HostName lb1.example.org\nMatch host *.example.org\n User anna',
    found: { hostname: ['lb1.example.org'], user: ['anna'] },
  },
  { what: 'Match originalhost', config: 'Match originalhost lb1,lb2\n User anna', found: { user: ['anna'] } },
  { what: 'Match user', config: 'Match user root\n Port 2222', user: 'root', found: { port: ['2222'] } },
  { what: 'Match with !', config: 'Match !user root\n Port 2222', user: 'root', found: {} },
  {
    what: 'Match final after all others',
    config: 'Match final\n User late\n Port 3\nHost *\n User early',
    found: { user: ['early'], port: ['3'] },
  },
  { what: 'no Match canonical', config: 'Match canonical all\n User anna', found: {} },
]

for (const { what, config, name = 'lb1', address = name, user, found } of cases)
  test(`lookUp() uses ${what}`, (t) => {
    t.deepEqual(Object.fromEntries(SshConfig.parse(config).lookUp({ name, address, user })), found)
  })

test('lookUp() executes nothing of Match exec and remarks it', (t) => {
  const folder = temporaryFolder('config')
  const remarks: string[] = []
  const config = SshConfig.parse(`Match host lb1 exec "touch ${folder}/ran"\n User anna`, (one) => remarks.push(one))
  t.deepEqual(config.lookUp({ name: 'lb1', address: 'lb1' }), new Map())
  t.is(remarks.length, 1)
  t.regex(remarks[0] ?? '', /Match host lb1 exec .* executes nothing/)
})

test('load() follows Include, under the conditions of its block', (t) => {
  const folder = temporaryFolder('config')
  mkdirSync(join(folder, 'd'))
  writeFileSync(join(folder, 'config'), `Include ${folder}/d/*.conf\nHost lb2\n  Include ${folder}/only2\n  Port 2\n`)
  writeFileSync(join(folder, 'd', '2.conf'), 'Host *\n User second\n')
  writeFileSync(join(folder, 'd', '1.conf'), 'Host lb1\n User first\n')
  writeFileSync(join(folder, 'only2'), 'Compression yes\nHost *\n LogLevel DEBUG\n')
  const config = SshConfig.load(join(folder, 'config'), () => undefined)
  const found = (name: string) => Object.fromEntries(config.lookUp({ name, address: name }))
  t.deepEqual(found('lb1'), { user: ['first'] })
  t.deepEqual(found('lb2'), { user: ['second'], compression: ['yes'], loglevel: ['DEBUG'], port: ['2'] })
})

test('names() are those of Host blocks that are no patterns, each once', (t) => {
  const config = SshConfig.parse(
    'Host lb1 lb2\n  User a\nHost *.example.org !web\n  User b\nHost lb2 db?\n  Port 2\nMatch user x\n  Port 3\n',
  )
  t.deepEqual(config.names, ['lb1', 'lb2'])
})

test('load() refuses files that include each other', (t) => {
  const folder = temporaryFolder('config')
  writeFileSync(join(folder, 'config'), `Include ${folder}/config\n`)
  const error = t.throws(() => SshConfig.load(join(folder, 'config'), () => undefined), { instanceOf: EvenkeelError })
  t.is(error?.code, 'input')
})

test('load() refuses a missing file', (t) => {
  const error = t.throws(() => SshConfig.load('/nonexistent', () => undefined), { instanceOf: EvenkeelError })
  t.is(error?.code, 'input')
})

for (const broken of ['Host a\n  User "anna\n', 'Match host\n'])
  test(`parse() locates the invalid line in ${JSON.stringify(broken)}`, (t) => {
    const error = t.throws(() => SshConfig.parse(broken), { instanceOf: EvenkeelError })
    t.is(error?.code, 'input')
    t.is(error?.where?.line, broken.startsWith('Match') ? 1 : 2)
  })
