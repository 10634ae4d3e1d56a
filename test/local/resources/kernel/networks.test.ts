import { spawnSync } from 'node:child_process'
import test from 'ava'
import { sysctl } from '../../../../engine/resources/sysctl.ts'
import { Sh, sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

/** Starts a command in a network namespace of its own. */
const namespace = [
  ['unshare', '-n'],
  ['unshare', '-rn'],
].find(([program = '', ...options]) => spawnSync(program, [...options, 'ip', 'link', 'set', 'lo', 'up']).status === 0)

/** A host with addresses and routes of all kinds; show prints them without lifetimes. */
const network = sh`
ip link set lo up
ip link add eth0 type veth peer name eth1
ip link set eth0 address 02:00:00:00:00:01
for one in eth0 eth1; do echo 0 >"/proc/sys/net/ipv6/conf/$one/accept_dad"; ip link set "$one" up; done
ip -6 address add fd00::1/64 dev eth0
ip -6 address add fd00::2/64 dev eth0 valid_lft 1000 preferred_lft 500 nodad noprefixroute
ip -6 address add fd00::3/128 dev lo
ip -6 route add fd01::/64 via fd00::99 table 77
ip -6 route add default via fe80::98 dev eth0 metric 20 expires 500 proto ra
ip -4 address add 10.0.0.1/24 dev eth0
ip -4 address add 10.0.0.2/24 dev eth0 label eth0:web
ip -4 route add 10.9.0.0/16 via 10.0.0.9
read_interface() { ip -o link show dev "$1" | grep -q '[<,]UP[,>]' && echo 'live up 1500' || echo 'live down 1500'; }
show() { for family in -4 -6; do describe_network "$family" | without_lifetimes | sort; done; }
write_lines() { :; }
remove_file() { :; }`

interface Case {
  readonly what: string
  readonly forward: Sh
  readonly undo: Sh
  /** Is gone in between. */
  readonly gone: RegExp
}

const disable = (name: string) => {
  const described = sysctl({ name: `net.ipv6.conf.${name}.disable_ipv6`, value: 1 })
  const found = { live: '0', persisted: null }
  return {
    what: `IPv6 is switched off on ${name}`,
    forward: Sh.lines(described.converge(found, described.desired)),
    undo: Sh.lines(described.converge(described.desired, found)),
    gone: /fd00::1\/64/,
  }
}

const cases: readonly Case[] = [
  disable('all'),
  disable('eth0'),
  {
    what: 'an interface goes down',
    forward: sh`set_interface eth0 down`,
    undo: sh`set_interface eth0 up`,
    gone: /10\.9\.0\.0\/16/,
  },
  {
    what: 'an interface is too small for IPv6',
    forward: sh`set_interface eth0 up mtu 1200`,
    undo: sh`set_interface eth0 up mtu 1500; echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad`,
    gone: /fd00::1\/64/,
  },
  {
    what: 'a host forwards',
    forward: sh`describe_network -6 | sed -n '/ proto ra /p' | record_missing networks/x; ip -6 route del default`,
    undo: sh`restore_network -6 networks/x`,
    gone: /via fe80::98/,
  },
]

for (const shell of shells) {
  const name = shell.join(' ')

  for (const { what, forward, undo, gone } of cases)
    test(`addresses and routes come back that go when ${what} under ${name}`, (t) => {
      const [before = '', between = '', after = ''] = inNamespace(
        shell,
        network,
        sh`show; echo ==`,
        forward,
        sh`show; echo ==`,
        undo,
        sh`show`,
      )
      if (namespace === undefined) return t.is(before, '')
      t.regex(before, gone)
      t.notRegex(between, gone)
      t.is(after, before)
    })

  test(`the first address of a network goes alone under ${name}`, (t) => {
    const [before = '', after = ''] = inNamespace(
      shell,
      network,
      sh`show; echo ==`,
      sh`read_address() { echo 'live yes'; }; remove_address 10.0.0.1/24 eth0; show`,
    )
    if (namespace === undefined) return t.is(before, '')
    const expected = before.replace(/^address 10\.0\.0\.1\/.*\n/m, '').replace('src 10.0.0.1', 'src 10.0.0.2')
    t.is(after, expected)
  })

  test(`a host does not read as before while an address cannot be added again under ${name}`, (t) => {
    using host = new Scratch(shell)
    const pretence = sh`describe_network() { :; }; ip() { return 2; }`
    const lost = sh`echo 'address fd00::1/64 dev gone0' | record_missing networks/x; restore_network -6 networks/x`
    t.deepEqual(host.run(sh`${pretence}\n${lost}`, '-eu'), {
      status: 1,
      output: 'these went along, and cannot be added again: address fd00::1/64 dev gone0;\n',
    })
    t.is(host.run(sh`read_missing networks/x`, '').output, 'missing address fd00::1/64 dev gone0\n')
    const later = sh`describe_network() { echo 'address fd00::1/64 dev gone0'; }; restore_network -6 networks/x`
    t.deepEqual(host.run(later, '-eu'), { status: 0, output: '' })
    t.is(host.run(sh`read_missing networks/x`, '').output, '')
  })

  test(`an address whose time is over is not added again under ${name}`, (t) => {
    using host = new Scratch(shell)
    const pretence = sh`ip() { echo "ip $*"; }`
    const add = (words: string) => host.run(sh`${pretence}\nadd_again -6 address ${words}`, '-eu').output
    t.is(add('fd00::1/64 dev eth0 valid_lft until:1 preferred_lft until:1'), '')
    t.is(
      add('fd00::1/64 dev eth0 valid_lft forever preferred_lft until:1'),
      'ip -6 address replace fd00::1/64 dev eth0 valid_lft forever preferred_lft 0\n',
    )
  })
}

/** The parts between lines ==; nothing where a test cannot make a namespace. */
function inNamespace(shell: readonly string[], ...scripts: readonly Sh[]): string[] {
  if (namespace === undefined) return []
  using host = new Scratch([...namespace, ...shell])
  const { status, output } = host.run(Sh.lines(scripts), '-eu')
  if (status !== 0) throw new Error(output)
  return output.split('==\n')
}
