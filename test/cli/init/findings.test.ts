import test from 'ava'
import type { Answers } from '../../../cli/init/answers.ts'
import { findings } from '../../../cli/init/findings.ts'
import type { Sight, Sights } from '../../../cli/init/sights.ts'
import { facts } from '../../roles/hosts.ts'
import { sight, stateOf } from './scene.ts'

const DR: Answers = {
  goal: 'web',
  topology: 'lvs-dr',
  name: 'shop',
  directors: ['lb1=192.0.2.11', 'lb2=192.0.2.12'],
  real_servers: ['web1=192.0.2.21'],
  software: 'nginx',
  port: 80,
  vip: '192.0.2.100',
  router_id: 51,
  adverts: 'multicast',
  firewall: false,
}

const WELL: Readonly<Record<string, Sight>> = {
  lb1: sight('192.0.2.11'),
  lb2: sight('192.0.2.12'),
  web1: sight('192.0.2.21'),
}

test('findings() is silent where all is well, and where nobody was seen', (t) => {
  t.deepEqual(findings(stateOf(DR, WELL)), [])
  t.deepEqual(findings(stateOf(DR)), [])
})

interface Case {
  readonly title: string
  readonly answers?: Answers
  readonly hosts?: Readonly<Record<string, Sight>>
  readonly sights?: Partial<Sights>
  readonly rule: number | undefined
  readonly message: RegExp
}

const heard = (from: string) => ({ adverts: { heard: [{ interface: 'eth0', from, routerId: 51 }] } })
const listens = (port: number, program: string) => ({
  listeners: [{ protocol: 'tcp', address: '0.0.0.0', port, program } as const],
})

const CASES: readonly Case[] = [
  {
    title: 'a virtual address outside the network of the directors and real servers',
    answers: { vip: '198.51.100.1' },
    rule: 56,
    message: /198\.51\.100\.1 is in no network of lb1, lb2, web1/,
  },
  {
    title: 'a virtual address that answers by ARP',
    sights: { arp: [{ vip: '192.0.2.100', from: 'lb1', answer: { macs: ['02:00:00:00:00:66'] } }] },
    rule: 56,
    message: /in use: a machine with the MAC address 02:00:00:00:00:66/,
  },
  {
    title: 'a virtual address that a host has already',
    answers: { vip: '192.0.2.12' },
    rule: 56,
    message: /192\.0\.2\.12 is on lb2 already/,
  },
  {
    title: "another cluster's router id",
    hosts: { lb1: sight('192.0.2.11', heard('192.0.2.66')) },
    rule: 22,
    message: /Router id 51 is used on this network: 192\.0\.2\.66/,
  },
  {
    title: 'a kernel without IPVS',
    hosts: { lb2: sight('192.0.2.12', { facts: { ...sight('192.0.2.12').facts, ipvsSchedulers: [] } }) },
    rule: 11,
    message: /The kernel of lb2 has no ip_vs/,
  },
  {
    title: 'a port that another program has',
    hosts: { web1: sight('192.0.2.21', listens(80, 'apache2')) },
    rule: undefined,
    message: /Port 80\/tcp of web1 is taken by apache2, and nginx needs it/,
  },
  {
    title: 'a clock that is not in step',
    hosts: { web1: sight('192.0.2.21', { clockAhead: -90 }) },
    rule: undefined,
    message: /The clock of web1 is 90 s behind/,
  },
  {
    title: 'a cloud, with multicast',
    hosts: { lb1: sight('192.0.2.11', { facts: { ...sight('192.0.2.11').facts, cloud: 'Amazon EC2' } }) },
    rule: 52,
    message: /lb1 is in Amazon EC2.*drops multicast, too/,
  },
  {
    title: 'a firewall that nothing opens',
    hosts: { lb1: sight('192.0.2.11', { firewall: 'nftables' }) },
    rule: 51,
    message: /A firewall runs on lb1/,
  },
  {
    title: 'a firewall that evenkeel cannot open',
    answers: { firewall: true },
    hosts: { lb1: sight('192.0.2.11', { firewall: 'ufw' }) },
    rule: 51,
    message: /lb1 has ufw, which evenkeel does not open/,
  },
]

for (const { title, answers, hosts, sights, rule, message } of CASES)
  test(`findings() warns of ${title}`, (t) => {
    const found = findings(stateOf({ ...DR, ...answers }, { ...WELL, ...hosts }, sights))
    t.deepEqual(
      found.map((one) => one.rule),
      [rule],
      JSON.stringify(found),
    )
    t.regex(found[0]?.message ?? '', message)
  })

test('findings() does not warn of adverts that the hosts send themselves, nor of their own programs', (t) => {
  const hosts = { lb1: sight('192.0.2.11', heard('192.0.2.12')), web1: sight('192.0.2.21', listens(80, 'nginx')) }
  t.deepEqual(findings(stateOf(DR, { ...WELL, ...hosts })), [])
})

test('findings() wants SELinux booleans on balancers of the RHEL family', (t) => {
  const rocky = facts('192.0.2.11', { families: ['rhel', 'rocky'] })
  const answers: Answers = { topology: 'haproxy-http', balancers: ['lb1=192.0.2.11'], web_servers: ['web1=192.0.2.21'] }
  t.deepEqual(
    findings(stateOf(answers, { lb1: sight('192.0.2.11', { facts: rocky }) })).map(({ rule }) => rule),
    [36],
  )
})
