import type { z } from 'zod'
import { cloudOf } from './clouds.ts'
import { EvenkeelError } from './errors/error.ts'
import type { AdvertisedGateway, Facts, NetworkInterface } from './facts.ts'
import { type Frame, readFrames } from './framing.ts'
import { type Heard, readHeard } from './journal/heard.ts'
import { type LockOwner, readLockOwner } from './journal/lock-owner.ts'
import { type MachineRecord, machineOf, machineRecordSchema, refuseForeignRecords } from './journal/machine.ts'
import { type Managed, managedSchema } from './journal/managed.ts'
import { readRecord } from './journal/record.ts'
import { type RunStatus, runStatusSchema } from './journal/run-status.ts'
import { givenWeightsSchema } from './journal/weights.ts'

/** Facts, and the records that evenkeel left on the host. The first command on a host reads both. */
export interface HostProfile {
  readonly host: string
  readonly facts: Facts
  /** The machine's identity; undefined if it has none. */
  readonly machine?: string | undefined
  /** Equal for two names of one machine, as long as it does not restart; undefined if that cannot be read. */
  readonly instance?: string | undefined
  /** The machine of the host's records, and its names; undefined before its first run. */
  readonly machineRecord?: MachineRecord | undefined
  readonly managed: readonly Managed[]
  readonly lock: LockOwner | undefined
  /** When the host last heard of the controller that has its lock, if it notes that. */
  readonly heard?: Heard | undefined
  /** Only for `digestRedactorOf`; undefined before the host's first run. */
  readonly digestKey: string | undefined
  /** Runs that have not ended, and the newest run if its guard reverted it. */
  readonly runs: readonly RunStatus[]
}

/** Parses the output of `engine/target/facts.sh` (latin1). Throws `privilege`, `unsupported` or `lost`. */
export function readHostProfile(printed: string, host: string): HostProfile {
  const frames = readFrames(printed, host)
  const outputOf = (label: string) => frames.find((frame) => frame.label === label)?.output ?? ''
  refuseIncomplete(outputOf('missing-tools'), outputOf('package-manager'), host)
  refuseUnlessRoot(outputOf('uid'), host)
  refuseHome(outputOf('home-problem'), host)
  const machine = machineOf(outputOf('machine-id'), outputOf('product-uuid'))
  const [machineRecord] = parsed(frames, 'machine-record', machineRecordSchema, host)
  refuseForeignRecords(host, machine, machineRecord)
  return {
    host,
    machine,
    instance: outputOf('instance') === '' ? undefined : [machine, outputOf('instance'), outputOf('hostname')].join(' '),
    machineRecord,
    facts: { ...readFacts(outputOf), weights: parsed(frames, 'weights', givenWeightsSchema, host) },
    managed: newestOfEach(parsed(frames, 'managed', managedSchema, host)),
    digestKey: outputOf('digest-key') || undefined,
    lock: frames.filter(({ label }) => label === 'lock').map(({ output }) => readLockOwner(output))[0],
    heard: readHeard(outputOf('heard')),
    runs: parsed(frames, 'run', runStatusSchema, host),
  }
}

/** The packages that bring the tools of `engine/target/tools.sh`; the others are in coreutils. */
const PACKAGES: Readonly<Record<string, string>> = {
  cmp: 'diffutils',
  find: 'findutils',
  grep: 'grep',
  sed: 'sed',
  setsid: 'util-linux',
  'systemd-run': 'systemd',
  xargs: 'findutils',
}

/** All runs need these tools: without one of them a run would end in the middle. */
function refuseIncomplete(missing: string, manager: string, host: string): void {
  if (missing === '') return
  const tools = missing.split(' ')
  const packages = [...new Set(tools.map((tool) => PACKAGES[tool] ?? 'coreutils'))].join(' ')
  const install = { apt: 'apt-get install', dnf: 'dnf install' }[manager]
  throw new EvenkeelError('unsupported', `Cannot manage ${host}: it lacks ${tools.join(', ')}`, {
    host,
    hint: `Install there: ${install === undefined ? packages : `${install} ${packages}`}`,
  })
}

/** A run must find its journal again after a reboot, and nobody but root may write it. */
function refuseHome(problem: string, host: string): void {
  if (problem === '') return
  throw new EvenkeelError('unsupported', `Cannot keep records of runs on ${host}: ${problem}`, {
    host,
    hint: 'evenkeel keeps them in /var/lib/evenkeel, which must be a directory of root on a disk of this host.',
  })
}

function refuseUnlessRoot(uid: string, host: string): void {
  if (uid === '0') return
  throw new EvenkeelError('privilege', `Cannot manage ${host}: the login is not root (uid ${uid}), root is needed`, {
    host,
    hint: 'Set `become: true` for it in the inventory (sudo), or log in as root with `user: root`.',
  })
}

function readFacts(outputOf: (label: string) => string): Facts {
  const release = readOsRelease(outputOf('os-release'))
  const distribution = release.get('ID') ?? 'unknown'
  const manager = outputOf('package-manager')
  // CLIENT PORT SERVER PORT
  const [client, , server] = outputOf('ssh-connection').split(' ')
  return {
    hostname: outputOf('hostname'),
    distribution,
    families: [...(release.get('ID_LIKE')?.split(' ') ?? []), distribution],
    version: release.get('VERSION_ID') ?? '',
    kernel: outputOf('kernel'),
    packageManager: manager === 'apt' || manager === 'dnf' ? manager : undefined,
    systemd: outputOf('systemd') === 'yes',
    cloud: cloudOf(outputOf('firmware')),
    reachedAt: server === '' ? undefined : server,
    reachedFrom: client === '' ? undefined : client,
    interfaces: readInterfaces(outputOf('addresses')),
    advertised: readAdvertised(outputOf('gateways'), outputOf('accept-ra')),
    ipvsSchedulers: readSchedulers(outputOf('kernel-modules')),
    processEvents: /^cn_proc\b/m.test(outputOf('connector')),
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

/**
 * Reads `default via fe80::1 dev eth0 proto ra metric 1024 …`, and `PATH:VALUE` of accept_ra: with 0 the kernel learns
 * nothing, so that a program has set the route. With 2 the host is prepared to learn although it forwards, also while no
 * gateway is there.
 */
function readAdvertised(routes: string, settings: string): AdvertisedGateway[] {
  const learning = new Set([...routes.matchAll(/^default via \S+ dev (\S+) proto ra\b/gm)].map(([, name = '']) => name))
  return [...settings.matchAll(/\/conf\/([^/:]+)\/accept_ra:(\d)$/gm)].flatMap(([, name = '', value]) => {
    if (name === 'all' || name === 'default' || (value !== '2' && !learning.has(name))) return []
    return [{ interface: name, by: value === '0' ? 'program' : 'kernel' } as const]
  })
}

function readSchedulers(content: string): string[] | undefined {
  if (!content.startsWith('known')) return undefined
  const names = [...content.matchAll(/ip_vs_([a-z]+)\.ko/g)].map(([, name = '']) => name)
  return names.filter((name) => name !== 'ftp' && name !== 'pe').sort()
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
