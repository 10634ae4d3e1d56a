import { EvenkeelError } from '../../engine/errors/error.ts'
import { runProgram, succeeds } from '../command.ts'
import type { LabHost, Layout } from '../layout.ts'
import { bridgeOf, cablesOf } from './cables.ts'

/** Makes the namespace, its bridges and, if there are to be any, the taps of all hosts, unless they exist. */
export async function ensureNamespace(namespace: string, layout: Layout, hasTaps: boolean): Promise<void> {
  if (!(await namespaceExists(namespace))) await runProgram('ip', ['netns', 'add', namespace])
  const existing = await links(namespace)
  const taps = hasTaps ? tapCommands(layout.hosts, existing) : []
  const batch = ['link set lo up', ...bridgeCommands(layout, existing), ...taps]
  await runProgram('ip', ['-n', namespace, '-batch', '-'], { input: `${batch.join('\n')}\n` })
  await inNamespace(namespace, 'sysctl', ['-q', '-w', 'net.ipv4.ip_forward=1'])
}

/** Deletes the namespace, if it exists, with everything in it. */
export async function deleteNamespace(namespace: string): Promise<void> {
  if (!(await namespaceExists(namespace))) return
  // A process left inside would keep the links alive after the namespace's name is gone.
  for (const link of await links(namespace))
    if (link !== 'lo') await succeeds('ip', ['-n', namespace, 'link', 'delete', link])
  await runProgram('ip', ['netns', 'delete', namespace])
}

export async function namespaceExists(namespace: string): Promise<boolean> {
  const listed = await runProgram('ip', ['netns', 'list'])
  return listed.split('\n').some((line) => line.split(' ')[0] === namespace)
}

/** Plugs a host's cables in, or unplugs them. Not by setting the tap down: UML would give its interface up. */
export async function setCables(namespace: string, host: LabHost, state: 'in' | 'out'): Promise<void> {
  for (const { tap, bridge } of cablesOf(host)) {
    await runProgram('ip', [
      '-n',
      namespace,
      'link',
      'set',
      tap,
      ...(state === 'in' ? ['master', bridge] : ['nomaster']),
    ])
  }
}

/** Whether ports of the bridge pass packets to each other: those of isolated ports go to all others only. */
export async function setIsolated(namespace: string, hosts: readonly LabHost[], state: 'on' | 'off'): Promise<void> {
  const taps = hosts.flatMap(cablesOf).map(({ tap }) => tap)
  for (const tap of taps)
    await runProgram('ip', ['-n', namespace, 'link', 'set', tap, 'type', 'bridge_slave', 'isolated', state])
}

/** The words that start a program in the namespace; everything but its network is this machine's. */
export function enter(namespace: string): string[] {
  return ['nsenter', `--net=/run/netns/${namespace}`, '--']
}

async function inNamespace(namespace: string, program: string, words: readonly string[]): Promise<string> {
  const [first = '', ...others] = enter(namespace)
  return runProgram(first, [...others, program, ...words])
}

function bridgeCommands(layout: Layout, existing: ReadonlySet<string>): string[] {
  return layout.subnets.flatMap(({ network, controller, prefix }) => {
    const bridge = bridgeOf({ address: network, prefix })
    if (existing.has(bridge)) return []
    return [
      // A VIP moves within milliseconds: a port must not wait for the spanning tree.
      `link add ${bridge} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
      `addr add ${controller}/${prefix} dev ${bridge}`,
      `link set ${bridge} up`,
    ]
  })
}

function tapCommands(hosts: readonly LabHost[], existing: ReadonlySet<string>): string[] {
  return hosts
    .flatMap(cablesOf)
    .flatMap(({ tap, bridge }) =>
      existing.has(tap)
        ? []
        : [`tuntap add dev ${tap} mode tap`, `link set ${tap} master ${bridge}`, `link set ${tap} up`],
    )
}

async function links(namespace: string): Promise<Set<string>> {
  const listed: unknown = JSON.parse((await runProgram('ip', ['-n', namespace, '-json', 'link', 'show'])) || '[]')
  if (!Array.isArray(listed)) throw new EvenkeelError('bug', 'ip -json link show is no array')
  return new Set(listed.map((link: { ifname?: unknown }) => String(link.ifname)))
}
