import { accepts, refusesLegacy } from './legacy-forms.ts'

// Tutorials switch firewalls and SELinux off (rule 51).
const firewallStays = 'the firewall stays on or off as it is'
const write = 'write open, a list'
refusesLegacy('firewall', [
  ['{ state: disabled }', 'state', `state: ${firewallStays}`],
  ['{ enabled: false }', 'enabled', firewallStays],
  ['{ service: stopped }', 'service', firewallStays],
  ['{ open: [], policy: ACCEPT }', 'policy', 'write what may come in into "open"'],
  ['{ flush: true }', 'flush', 'the rules of others stay'],
  ['{ iptables: ["-A INPUT -p vrrp -j ACCEPT"] }', 'iptables', write],
  ['{ rules: [] }', 'rules', write],
  ['{ services: [http] }', 'services', write],
  ['{ ports: [80/tcp] }', 'ports', write],
  ['{ zone: public }', 'zone', 'write interfaces'],
  ['{ open: [{ service: http, port: 80 }] }', 'service', 'open[0]: service: write port'],
])
accepts('firewall', ['{ open: [{ protocol: vrrp }, { port: 9100, from: real_servers }], interfaces: [vec0] }'])

const selinuxStays = 'SELinux stays as it is; write what to allow: booleans:'
refusesLegacy('selinux', [
  ['{ state: disabled }', 'state', `state: ${selinuxStays}`],
  ['{ setenforce: 0 }', 'setenforce', selinuxStays],
  ['{ SELINUX: disabled, booleans: {} }', 'SELINUX', selinuxStays],
])
accepts('selinux', ['{ booleans: { haproxy_connect_any: true } }'])
