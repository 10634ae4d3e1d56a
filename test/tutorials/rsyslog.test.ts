import { accepts, type LegacyForm, refusesLegacy } from './legacy-forms.ts'

const extra = (lines: string) => `{ extra: "${lines}" }`

const KEYS: readonly LegacyForm[] = [
  ['{ $ModLoad: imudp }', '$ModLoad', 'write haproxy: {}, receive or forward'],
  ['{ UDPServerRun: 514 }', 'UDPServerRun', 'write haproxy: { port: 514 }'],
  ['{ local2.*: /var/log/haproxy.log }', 'local2.*', 'write haproxy: { file: … }'],
  ['{ haproxy: { facility: local2 } }', 'facility', 'whatever their facility'],
  ['{ haproxy: { path: /var/log/haproxy.log } }', 'path', 'write file'],
  ['{ haproxy: { address: 127.0.0.1 } }', 'address', '127.0.0.1 only'],
  ['{ forward: { to: real_servers, server: web1 } }', 'server:', 'write to'],
  ['{ receive: { file: /var/log/all.log } }', 'file', 'write directory'],
]

const VALUES: readonly LegacyForm[] = [
  ['{ forward: { to: "@@10.0.0.1" } }', '"@@10', 'leave the "@" out'],
  ['{ forward: { to: real_servers, protocol: udp } }', 'udp', 'write tcp, or relp'],
]

const LINES: readonly LegacyForm[] = [
  [extra('$ModLoad imudp'), '"$ModLoad', 'write module(load='],
  [extra('$UDPServerRun 514'), '"$UDP', 'write input(type="imudp"'],
  [extra('local2.* ~'), '"local2', 'write if … then stop'],
  [extra(":msg, contains, 'x' ~"), '":msg', 'write if … then stop'],
  [extra("if $programname == 'haproxy' then ~"), '"if', 'write if … then stop'],
  [extra('*.* @@10.0.0.1:514'), '"*.*', 'write action(type="omfwd"'],
  [extra("SYSLOGD_OPTIONS='-r -m 0'"), '"SYSLOGD', 'write module() and input()'],
]

refusesLegacy('rsyslog', [...KEYS, ...VALUES, ...LINES])

accepts('rsyslog', [
  '{ haproxy: {}, forward: { to: real_servers, protocol: relp } }',
  extra("if $programname == 'shop' then { action(type='omfile' file='/var/log/~shop.log') stop }"),
  extra('local7.* /var/log/boot.log'),
])
