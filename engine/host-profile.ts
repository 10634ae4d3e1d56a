import type { z } from 'zod'
import { cloudOf } from './clouds.ts'
import { EvenkeelError } from './errors/error.ts'
import type { Facts, NetworkInterface } from './facts.ts'
import { type Frame, readFrames } from './framing.ts'
import { type LockOwner, readLockOwner } from './journal/lock-owner.ts'
import { type Managed, managedSchema } from './journal/managed.ts'
import { readRecord } from './journal/record.ts'
import { type RunStatus, runStatusSchema } from './journal/run-status.ts'

/** All that the first command on a host tells: what it is, and what evenkeel left on it. */
export interface HostProfile {
  readonly host: string
  readonly facts: Facts
  readonly managed: readonly Managed[]
  readonly lock: LockOwner | undefined
  /** For `sealOf`, and nothing else; undefined before the host's first run. */
  readonly digestKey: string | undefined
  /** Runs that have not ended, and the newest one where its guard took it back. */
  readonly runs: readonly RunStatus[]
}

/** Reads what `engine/target/facts.sh` printed (latin1). Throws `privilege`, `unsupported` or `lost`. */
export function readHostProfile(printed: string, host: string): HostProfile {
  const frames = readFrames(printed, host)
  const one = (label: string) => frames.find((frame) => frame.label === label)?.output ?? ''
  refuseUnlessRoot(one('uid'), host)
  return {
    host,
    facts: readFacts(one),
    managed: newestOfEach(parsed(frames, 'managed', managedSchema, host)),
    digestKey: one('digest-key') || undefined,
    lock: frames.filter(({ label }) => label === 'lock').map(({ output }) => readLockOwner(output))[0],
    runs: parsed(frames, 'run', runStatusSchema, host),
  }
}

function refuseUnlessRoot(uid: string, host: string): void {
  if (uid === '0') return
  throw new EvenkeelError('privilege', `Cannot manage ${host}: the login is not root (uid ${uid}), root is needed`, {
    host,
    hint: 'Set `become: true` for it in the inventory (sudo), or log in as root with `user: root`.',
  })
}

function readFacts(one: (label: string) => string): Facts {
  const release = readOsRelease(one('os-release'))
  const distribution = release.get('ID') ?? 'unknown'
  const manager = one('package-manager')
  // CLIENT PORT SERVER PORT
  const [from, , at] = one('ssh-connection').split(' ')
  return {
    hostname: one('hostname'),
    distribution,
    families: [...(release.get('ID_LIKE')?.split(' ') ?? []), distribution],
    version: release.get('VERSION_ID') ?? '',
    kernel: one('kernel'),
    packageManager: manager === 'apt' || manager === 'dnf' ? manager : undefined,
    systemd: one('systemd') === 'yes',
    cloud: cloudOf(one('firmware')),
    reachedAt: at === '' ? undefined : at,
    reachedFrom: from === '' ? undefined : from,
    interfaces: readInterfaces(one('addresses')),
    ipvsSchedulers: readSchedulers(one('kernel-modules')),
    processEvents: readProcessEvents(one('kernel-modules')),
  }
}

function readOsRelease(content: string): Map<string, string> {
  const pairs = [...content.matchAll(/^([A-Z_]+)=["']?(.*?)["']?$/gm)]
  return new Map(pairs.map(([, key = '', value = '']) => [key, value]))
}

/** Reads `ip -o addr show`: `2: eth0    inet 10.0.0.1/24 brd …`. */
function readInterfaces(content: string): NetworkInterface[] {
  const addresses = new Map<string, string[]>()
  for (const [, name = '', address = ''] of content.matchAll(/^\d+:\s+(\S+?)(?:@\S+)?\s+inet6?\s+(\S+)/gm)) {
    addresses.set(name, [...(addresses.get(name) ?? []), address])
  }
  return [...addresses].map(([name, all]) => ({ name, addresses: all }))
}

function readSchedulers(content: string): string[] | undefined {
  if (!content.startsWith('known')) return undefined
  const names = [...content.matchAll(/ip_vs_([a-z]+)\.ko/g)].map(([, name = '']) => name)
  return names.filter((name) => name !== 'ftp' && name !== 'pe').sort()
}

/** The kernel has them only with the connector built in (CONFIG_PROC_EVENTS). */
function readProcessEvents(content: string): boolean | undefined {
  return content.startsWith('known') ? content.includes('/connector/cn.ko') : undefined
}

function parsed<Value>(frames: readonly Frame[], label: string, schema: z.ZodType<Value>, host: string): Value[] {
  return frames
    .filter((frame) => frame.label === label && frame.output !== '')
    .map((frame) => readRecord(frame.output, schema, `"${label}"`, host))
}

/** The last record of a playbook is the newest: see the order in facts.sh. */
function newestOfEach(all: readonly Managed[]): Managed[] {
  return [...new Map(all.map((managed) => [managed.playbook, managed])).values()]
}
