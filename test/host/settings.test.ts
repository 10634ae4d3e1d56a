import { homedir } from 'node:os'
import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { HostTarget } from '../../engine/host/connection.ts'
import { type LoginSettings, loginSettings } from '../../engine/host/settings.ts'
import { SshConfig } from '../../engine/host/ssh-config.ts'

const settingsOf = (config: string, target: Partial<HostTarget> = {}) =>
  loginSettings({ name: 'lb1', address: target.name ?? 'lb1', ...target }, SshConfig.parse(config))

/** As the lab and `vagrant ssh-config` write it. */
const LAB =
  'Host lb1\n  HostName 10.77.0.11\n  User root\n  Port 2200\n  IdentityFile /lab/id\n  IdentitiesOnly yes\n  UserKnownHostsFile /lab/known_hosts\n'

interface Case {
  readonly what: string
  readonly config: string
  readonly target?: Partial<HostTarget>
  readonly settings: Partial<LoginSettings>
}

const cases: readonly Case[] = [
  {
    what: 'all settings from the ssh_config',
    config: LAB,
    settings: {
      host: '10.77.0.11',
      user: 'root',
      port: 2200,
      identityFiles: ['/lab/id'],
      identitiesOnly: true,
      userKnownHostsFiles: ['/lab/known_hosts'],
      knownAs: { host: '10.77.0.11', port: 2200 },
    },
  },
  {
    what: 'the other settings from the ssh_config if the inventory has an address',
    config: LAB,
    target: { address: '10.77.0.11' },
    settings: { host: '10.77.0.11', user: 'root', port: 2200, identityFiles: ['/lab/id'] },
  },
  {
    what: 'the settings of the inventory before those of the ssh_config',
    config: LAB,
    target: { address: '10.77.0.11', user: 'anna', port: 22, identityFile: '/keys/own', jump: 'gate' },
    settings: {
      host: '10.77.0.11',
      user: 'anna',
      port: 22,
      identityFiles: ['/keys/own', '/lab/id'],
      namedIdentity: '/keys/own',
      jumps: ['gate'],
    },
  },
  {
    what: 'tokens in paths',
    config: 'HostName %h.example.org\nUser anna\nPort 2222\nIdentityFile ~/k/%h-%n-%p-%r-%%',
    settings: { identityFiles: [`${homedir()}/k/lb1.example.org-lb1-2222-anna-%`], host: 'lb1.example.org' },
  },
  {
    what: 'a chain of jump hosts',
    config: 'ProxyJump anna@gate:2222, inner',
    settings: { jumps: ['anna@gate:2222', 'inner'] },
  },
  {
    what: 'no jump host for none',
    config: 'Host lb1\nProxyJump none\nHost *\nProxyJump gate',
    settings: { jumps: [] },
  },
  {
    what: 'a HostKeyAlias without the port',
    config: 'HostKeyAlias cluster\nPort 2222',
    settings: { knownAs: { host: 'cluster', port: 22 }, hasAlias: true },
  },
  {
    what: 'an IPv6 address in the spelling of known_hosts',
    config: '',
    target: { address: '2001:DB8:0:0::0011' },
    settings: { host: '2001:db8::11', knownAs: { host: '2001:db8::11', port: 22 } },
  },
  {
    what: 'an IPv6 address with its interface',
    config: '',
    target: { address: 'FE80::0:1%eth0' },
    settings: { host: 'fe80::1%eth0' },
  },
  {
    what: 'files of revoked keys',
    config: 'RevokedHostKeys ~/revoked /etc/ssh/revoked',
    settings: { revokedKeysFiles: [`${homedir()}/revoked`, '/etc/ssh/revoked'] },
  },
  { what: 'hashed names', config: 'HashKnownHosts yes', settings: { hashNames: true } },
  { what: 'no files for none', config: 'IdentityFile none\nUserKnownHostsFile none', settings: { identityFiles: [] } },
  { what: 'no agent for none', config: 'IdentityAgent none', settings: { agent: undefined } },
  { what: 'an agent', config: 'IdentityAgent ~/agent', settings: { agent: `${homedir()}/agent` } },
  { what: 'a timeout', config: 'ConnectTimeout 5', settings: { timeout: 5000 } },
  { what: 'accept-new', config: 'StrictHostKeyChecking accept-new', settings: { acceptNewHostKeys: true } },
  { what: 'no acceptance for no', config: 'StrictHostKeyChecking no', settings: { acceptNewHostKeys: false } },
  { what: 'no ProxyCommand for none', config: 'ProxyCommand none', settings: { jumps: [] } },
]

for (const { what, config, target, settings } of cases)
  test(`loginSettings() takes ${what}`, (t) => {
    t.like(settingsOf(config, target), settings)
  })

test('loginSettings() refuses a ProxyCommand', (t) => {
  const error = t.throws(() => settingsOf('ProxyCommand nc %h %p'), { instanceOf: EvenkeelError })
  t.is(error?.code, 'unsupported')
})

for (const config of ['Port 0', 'Port ssh', 'IdentityFile %Z', 'IdentityFile ${EVENKEEL_NO_SUCH_VARIABLE}/id'])
  test(`loginSettings() refuses ${config}`, (t) => {
    t.is(t.throws(() => settingsOf(config), { instanceOf: EvenkeelError })?.code, 'input')
  })

test('loginSettings() remarks that StrictHostKeyChecking no is ignored', (t) => {
  const remarks: string[] = []
  const config = SshConfig.parse('StrictHostKeyChecking no')
  loginSettings({ name: 'lb1', address: 'lb1' }, config, (one) => remarks.push(one))
  t.deepEqual(remarks, ['lb1: StrictHostKeyChecking no is ignored, host keys are always verified'])
})

test('loginSettings() remarks that the ssh_config is about another machine of this name', (t) => {
  const remarks: string[] = []
  const note = (one: string) => remarks.push(one)
  loginSettings({ name: 'lb1', address: '192.0.2.1' }, SshConfig.parse(LAB), note)
  t.deepEqual(remarks, [
    'lb1: what the ssh_config says of the name lb1 is not used, as the inventory gives its address 192.0.2.1',
  ])
  loginSettings({ name: 'lb1', address: '10.77.0.11' }, SshConfig.parse(LAB), note)
  loginSettings({ name: 'lb1', address: 'lb1' }, SshConfig.parse(LAB), note)
  loginSettings({ name: 'lb1', address: '192.0.2.1' }, SshConfig.parse('Host *\n  User anna\n'), note)
  t.is(remarks.length, 1)
})
