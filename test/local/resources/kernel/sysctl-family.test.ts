import { spawnSync } from 'node:child_process'
import test from 'ava'
import type { Json, Resource } from '../../../../engine/resources/resource.ts'
import { familyOf } from '../../../../engine/resources/sysctl/family.ts'
import { sysctl } from '../../../../engine/resources/sysctl.ts'
import { Sh, sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

/** Starts a command in a network namespace of its own, whose kernel settings it may change. */
const namespace = [
  ['unshare', '-n'],
  ['unshare', '-rn'],
].find(([program = '', ...options]) => spawnSync(program, [...options, 'ip', 'link', 'set', 'lo', 'up']).status === 0)

/** A router of two networks. The files of this machine stay as they are. */
const router = sh`
write_lines() { :; }
remove_file() { :; }
ip link add eth0 type veth peer name eth1.7
ip link set eth0 up
all() { grep -rs '' /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf /proc/sys/net/ipv4/ip_forward | LC_ALL=C sort; }`

interface Case {
  readonly resource: Resource
  /** What somebody has set before. */
  readonly before: readonly (readonly [string, string])[]
}

const cases: readonly Case[] = [
  {
    resource: sysctl({ name: 'net.ipv4.ip_forward', value: 1 }),
    before: [
      ['ipv4/conf/all/accept_redirects', '0'],
      ['ipv4/conf/eth1.7/forwarding', '1'],
    ],
  },
  {
    resource: sysctl({ name: 'net.ipv4.ip_forward', value: 0 }),
    before: [
      ['ipv4/ip_forward', '1'],
      ['ipv4/conf/all/accept_redirects', '1'],
      ['ipv4/conf/default/forwarding', '0'],
      ['ipv4/conf/eth0/forwarding', '0'],
    ],
  },
  {
    resource: sysctl({ name: 'net.ipv4.conf.all.forwarding', value: 1 }),
    before: [['ipv4/conf/all/accept_redirects', '0']],
  },
  {
    resource: sysctl({ name: 'net.ipv4.conf.default.rp_filter', value: 2 }),
    before: [
      ['ipv4/conf/default/rp_filter', '1'],
      ['ipv4/conf/eth0/rp_filter', '0'],
    ],
  },
  {
    resource: sysctl({ name: 'net.ipv6.conf.all.forwarding', value: 1 }),
    before: [
      ['ipv6/conf/default/forwarding', '1'],
      ['ipv6/conf/eth1.7/forwarding', '1'],
    ],
  },
  {
    resource: sysctl({ name: 'net.ipv6.conf.all.disable_ipv6', value: 1 }),
    before: [['ipv6/conf/eth0/disable_ipv6', '1']],
  },
  {
    resource: sysctl({ name: 'net.ipv6.conf.all.addr_gen_mode', value: 1 }),
    before: [['ipv6/conf/eth1.7/addr_gen_mode', '1']],
  },
]

for (const shell of shells) {
  for (const { resource, before } of cases) {
    test(`sysctl() restores the family of ${resource.name}=${wantedOf(resource)} under ${shell.join(' ')}`, (t) => {
      if (namespace === undefined) {
        t.true(familyOf(resource.name.replaceAll('.', '/')).length > 0)
        return
      }
      using host = new Scratch([...namespace, ...shell])
      const set = before.map(([path, value]) => sh`echo ${value} >${`/proc/sys/net/${path}`}`)
      const start = [router, ...set]
      const [found = ''] = printed(host, [...start, resource.probe])
      const state = stateOf(resource, found)
      const forward = resource.converge(state, resource.desired)
      const undo = resource.converge(resource.desired, state)
      const part = sh`echo ==`
      const [first, second, third, again] = printed(host, [
        ...[...start, sh`all`, part],
        ...[...forward, sh`all`, part],
        ...[...undo, sh`all`, part, resource.probe],
      ])
      t.not(second, first)
      t.is(third, first)
      t.is(again, found)
    })
  }
}

for (const shell of shells) {
  test(`sysctl() keeps what evenkeel sets of a family by another file under ${shell.join(' ')}`, (t) => {
    if (namespace === undefined) {
      t.deepEqual(familyOf('net/ipv4/conf/all/accept_redirects'), [])
      return
    }
    using host = new Scratch([...namespace, ...shell])
    const dropIn = host.path('99-zy-evenkeel-net.ipv4.ip_forward.conf')
    const members = ['/proc/sys/net/ipv4/conf/*/forwarding', '/proc/sys/net/ipv4/conf/all/accept_redirects']
    const lines = (name: string, value: number) => sh`printf '%s\n' '# evenkeel' ${`${name} = ${value}`}`
    const described = [
      sh`${lines('net.ipv4.conf.eth1/7.forwarding', 0)} >${host.path('99-zz-evenkeel-net.ipv4.conf.eth1@7.forwarding.conf')}`,
      sh`${lines('net.ipv4.conf.all.accept_redirects', 1)} >${host.path('99-zz-evenkeel-net.ipv4.conf.all.accept_redirects.conf')}`,
      sh`${lines('net.ipv4.conf.all.rp_filter', 2)} >${host.path('99-zz-evenkeel-net.ipv4.conf.all.rp_filter.conf')}`,
    ]
    const show = sh`(cd /proc/sys/net/ipv4/conf && cat eth0/forwarding eth1.7/forwarding all/accept_redirects all/rp_filter) | tr '\n' ' '`
    const forward = sh`set_sysctl /proc/sys/net/ipv4/ip_forward 1 ${dropIn} ${members}`
    const undo = sh`restore_sysctl /proc/sys/net/ipv4/ip_forward 0 ${dropIn} ${members.join(' ')} /proc/sys/net/ipv4/conf/all/accept_redirects 0`
    const output = printed(host, [router, ...described, forward, show, undo, show]).join()
    t.is(output, '1 0 1 0 0 0 1 0 ')
  })

  // As mm/page-writeback.c does: one of the two is always 0, and 0 cannot be written to dirty_bytes.
  test(`sysctl() restores a pair of which the kernel refuses one value under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    const [ratio, bytes] = [host.path('dirty_ratio'), host.path('dirty_bytes')]
    const kernel = sh`
write_sysctl() {
  [ "$(cat "$1")" != "$2" ] || return 0
  case $1:$2 in
  */dirty_bytes:0) fail 'Invalid argument' ;;
  */dirty_bytes:*) echo "$2" >${bytes}; echo 0 >${ratio} ;;
  *) echo "$2" >${ratio}; echo 0 >${bytes} ;;
  esac
}
echo 0 >${ratio}; echo 8192 >${bytes}`
    const dropIn = host.path('99-zy-evenkeel-vm.dirty_bytes.conf')
    const undo = sh`restore_sysctl ${bytes} 0 ${dropIn} ${ratio} ${ratio} 20`
    t.is(printed(host, [kernel, undo, sh`cat ${ratio} ${bytes}`]).join(), '20\n0\n')
    const other = sh`restore_sysctl ${ratio} 0 ${dropIn} ${bytes} ${bytes} 8192`
    t.is(
      printed(host, [kernel, sh`echo 20 >${ratio}; echo 0 >${bytes}`, other, sh`cat ${ratio} ${bytes}`]).join(),
      '0\n8192\n',
    )
  })

  test(`sysctl() fails if a setting of the family cannot be restored under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    const own = host.path('own')
    const undo = sh`echo 1 >${own}; restore_sysctl ${own} 0 ${own} /proc/sys/kernel/ostype /proc/sys/kernel/ostype Minix`
    const { status, output } = host.run(undo, '-eu')
    t.not(status, 0)
    t.is(output, 'the kernel does not take these back: /proc/sys/kernel/ostype Minix\n')
    t.is(host.text('own'), '0\n')
  })

  test(`sysctl() reads the drop-in file of an earlier release under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    const read = sh`read_sysctl /proc/sys/kernel/ostype ${host.path('new')} ${host.path('former')}`
    t.is(
      printed(host, [sh`echo 'kernel.ostype = Minix' >${host.path('former')}`, read]).join(),
      'live Linux\npersisted Minix\n',
    )
    t.is(
      printed(host, [sh`echo 'kernel.ostype = Hurd' >${host.path('new')}`, read]).join(),
      'live Linux\npersisted Hurd\n',
    )
  })
}

function printed(host: Scratch, scripts: readonly Sh[]): string[] {
  const { status, output } = host.run(Sh.lines(scripts), '-eu')
  if (status !== 0) throw new Error(output)
  return output.split('==\n')
}

function wantedOf({ desired }: Resource): Json {
  return desired !== null && typeof desired === 'object' && 'live' in desired ? (desired.live ?? null) : null
}

function stateOf(resource: Resource, output: string): Json {
  const reading = resource.parse(output)
  return 'state' in reading ? reading.state : null
}
