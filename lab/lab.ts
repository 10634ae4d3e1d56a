import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { setInterval as every } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { attached } from './attached.ts'
import { ensureKey, knownHosts, sshConfig } from './keys.ts'
import { type LabHost, layoutOf } from './layout.ts'
import { type LabPlace, labPlace } from './place.ts'
import { probe } from './probe.ts'
import type { LabProgress } from './progress.ts'
import type { Lab, LabProvider, ProviderName } from './provider.ts'
import { PROVIDERS } from './providers.ts'
import { alone, hostOf, type LabRecord, readRecord, requireRecord, writeRecord } from './record.ts'

/** Milliseconds until all hosts must answer. */
const BOOT_LIMIT = 180_000
/** Milliseconds. */
const BETWEEN_LOOKS = 1_000

const silent: LabProgress = () => {}

export interface HostStatus {
  readonly host: string
  readonly role: LabHost['role']
  readonly addresses: readonly string[]
  readonly isOn: boolean
  /** Process id of its kernel, where that is a process of this machine. */
  readonly pid: number | undefined
  /** Megabytes of memory. */
  readonly memory: number
  /** Bytes of memory in use on the controller, where the provider knows it. */
  readonly resident: number | undefined
  readonly answers: boolean
}

export interface LabUpOptions {
  /** By default that of the lab, if it is up, and UML otherwise. */
  readonly provider?: ProviderName | undefined
  /** Names of the hosts to boot, by default all. The others get their network, too. */
  readonly only?: readonly string[]
  readonly progress?: LabProgress
}

/**
 * Boots the hosts of the inventory at their addresses, and returns when all answer by ssh. If the lab is up, boots the
 * hosts that are off. Throws `lab`, `input`, `locked`.
 */
export async function labUp(inventory: Inventory, options: LabUpOptions = {}): Promise<LabPlace> {
  const { progress = silent } = options
  const place = labPlace(inventory.path)
  const name = options.provider ?? (await readRecord(place))?.provider ?? 'uml'
  const provider = PROVIDERS[name]
  const lab: Lab = { place, layout: layoutOf(inventory, provider.memory) }
  await alone(place, async () => {
    await refuseAnotherLab(lab, name)
    await provider.check(lab, progress)
    const selected = lab.layout.hosts.filter((host) => options.only?.includes(host.name) ?? true)
    await start(lab, name, selected, progress)
    await untilAnswering(place, selected, BOOT_LIMIT, progress)
  })
  return place
}

/**
 * Ends everything that runs in the lab, and deletes everything that it made except images and boxes, also after an
 * interrupted `up`. Returns false if this user has no such lab.
 */
export async function labDown(inventoryPath: string): Promise<boolean> {
  const place = labPlace(inventoryPath)
  return alone(place, async () => {
    const record = await readRecord(place)
    // Without a record, only UML has made something outside the folder, and UML runs as root of a Linux machine.
    const mayRunUml = process.platform === 'linux' && process.getuid?.() === 0
    const exists = existsSync(place.state) || mayRunUml
    if (record !== undefined || mayRunUml)
      await PROVIDERS[record?.provider ?? 'uml'].down(place, record?.layout.hosts ?? [])
    await rm(place.state, { recursive: true, force: true })
    return exists
  })
}

/** Throws `lab` if the lab is not up. */
export async function labStatus(inventoryPath: string): Promise<HostStatus[]> {
  const place = labPlace(inventoryPath)
  const record = await requireRecord(place)
  const provider = PROVIDERS[record.provider]
  const running = await provider.running({ place, layout: record.layout })
  const answering = new Set<string>()
  const logins = record.logins.filter(({ host }) => running.has(host))
  await probe(provider.inside(place), logins, 1, (host) => answering.add(host))
  return record.layout.hosts.map((host) => ({
    host: host.name,
    role: host.role,
    addresses: host.addresses.map(({ address, prefix }) => `${address}/${prefix}`),
    isOn: running.has(host.name),
    pid: running.get(host.name)?.pid,
    memory: host.memory,
    resident: running.get(host.name)?.resident,
    answers: answering.has(host.name),
  }))
}

/**
 * Runs a command in the lab's network, on this terminal, with `EVENKEEL_SSH_CONFIG` set. Returns its exit status, or
 * 128 plus the signal's number.
 */
export async function labExec(inventoryPath: string, command: readonly string[]): Promise<number> {
  const place = labPlace(inventoryPath)
  const { provider } = await requireRecord(place)
  return attached(inLab(PROVIDERS[provider], place, command))
}

/** Logs in on a host, on this terminal. Returns ssh's exit status. */
export function labSsh(inventoryPath: string, host: string, command: readonly string[] = []): Promise<number> {
  return labExec(inventoryPath, ['ssh', '-F', labPlace(inventoryPath).sshConfig, host, ...command])
}

/** The command line that runs a command in the lab's network. */
export function inLab(provider: LabProvider, place: LabPlace, command: readonly string[]): string[] {
  return [...provider.inside(place), 'env', `EVENKEEL_SSH_CONFIG=${place.sshConfig}`, ...command]
}

/** Cuts a host's power: it ends at once, the disk is kept. Data that was not written yet is lost, but not a container's. */
export async function powerCut(place: LabPlace, host: string): Promise<void> {
  const { provider, layout } = await requireRecord(place)
  await PROVIDERS[provider].cutPower({ place, layout }, await hostOf(place, host))
}

/** Boots a host that is off from its disk, and waits until it answers. */
export async function powerOn(place: LabPlace, host: string, progress: LabProgress = silent): Promise<void> {
  const { provider, layout } = await requireRecord(place)
  const found = await hostOf(place, host)
  const lab = { place, layout }
  if ((await PROVIDERS[provider].running(lab)).has(host)) return
  await PROVIDERS[provider].boot(lab, [found], progress)
  await writeLogins(lab, provider)
  await untilAnswering(place, [found], BOOT_LIMIT, progress)
}

/**
 * Waits until hosts answer by ssh, for instance after a reboot. Throws `lab` naming those that do not, and at once if one
 * that has not answered ends.
 */
export async function untilAnswering(
  place: LabPlace,
  hosts: readonly LabHost[],
  limit = BOOT_LIMIT,
  progress: LabProgress = silent,
): Promise<void> {
  const record = await requireRecord(place)
  const provider = PROVIDERS[record.provider]
  const started = Date.now()
  const waiting = new Set(hosts.map(({ name }) => name))
  const logins = record.logins.filter(({ host }) => waiting.has(host))
  const over = new AbortController()
  const ended = firstToEnd({ place, layout: record.layout }, provider, waiting, over.signal)
  const answered = (host: string): void => {
    waiting.delete(host)
    progress({ type: 'answers', host, milliseconds: Date.now() - started })
  }
  const asked = probe(provider.inside(place), logins, limit, answered, over.signal)
  const off = await Promise.race([asked, ended]).finally(() => over.abort())
  if (off !== undefined)
    throw new EvenkeelError('lab', `Cannot boot ${off}: it has ended`, { hint: await provider.hint(place, [off]) })
  if (waiting.size === 0) return
  throw new EvenkeelError('lab', `Cannot reach ${[...waiting].join(', ')}: no answer by ssh within ${limit / 1000} s`, {
    hint: await provider.hint(place, [...waiting]),
  })
}

/** The first of the hosts waited for that does not run, twice in a row: while it reboots, it may not for a moment. */
async function firstToEnd(
  lab: Lab,
  provider: LabProvider,
  waiting: ReadonlySet<string>,
  over: AbortSignal,
): Promise<string | undefined> {
  let before: readonly string[] = []
  try {
    for await (const _ of every(BETWEEN_LOOKS, undefined, { signal: over })) {
      const running = await provider.running(lab)
      const off = [...waiting].filter((name) => !running.has(name))
      const ended = off.find((name) => before.includes(name))
      if (ended !== undefined) return ended
      before = off
    }
  } catch (error) {
    if (!over.aborted) throw error
  }
  return undefined
}

async function start(lab: Lab, name: ProviderName, selected: readonly LabHost[], progress: LabProgress): Promise<void> {
  const { place, layout } = lab
  const provider = PROVIDERS[name]
  await mkdir(place.state, { recursive: true, mode: 0o700 })
  await ensureKey(place.key, 'evenkeel lab')
  const running = await provider.running(lab)
  const isOff = (host: LabHost): boolean => !running.has(host.name)
  await provider.prepare(lab, layout.hosts.filter(isOff), progress)
  // Before the first host boots, so that an interrupted `up` is taken down by its provider.
  const logins = (await readRecord(place))?.logins ?? []
  await writeRecord(place, { inventory: place.inventory, provider: name, layout, logins })
  await provider.boot(lab, selected, progress)
  await writeLogins(lab, name)
}

/** Reads from the provider how the hosts are reached, and writes it for ssh and for later commands, also of hosts that are off. */
async function writeLogins({ place, layout }: Lab, provider: ProviderName): Promise<void> {
  const known = await PROVIDERS[provider].logins({ place, layout })
  const before = (await readRecord(place))?.logins ?? []
  const logins = [...known, ...before.filter(({ host }) => !known.some((one) => one.host === host))]
  await writeFile(place.knownHosts, knownHosts(layout.hosts, logins))
  await writeFile(place.sshConfig, sshConfig(place, layout.hosts, logins))
  await writeRecord(place, { inventory: place.inventory, provider, layout, logins })
}

/** Throws `lab` if the lab has another provider, or if the inventory changes a host of it. */
async function refuseAnotherLab({ place, layout }: Lab, provider: ProviderName): Promise<void> {
  const record = await readRecord(place)
  if (record === undefined) return
  const why = record.provider === provider ? changeOf(record, layout.hosts) : `it is up in ${record.provider}`
  if (why === undefined) return
  throw new EvenkeelError('lab', `Cannot boot the lab: ${why}`, { hint: `evenkeel lab down -i ${place.inventory}` })
}

function changeOf(record: LabRecord, hosts: readonly LabHost[]): string | undefined {
  const changed = record.layout.hosts.find((old) => {
    const current = hosts.find(({ name }) => name === old.name)
    return !isDeepStrictEqual(JSON.parse(JSON.stringify(current ?? null)), old)
  })
  return changed === undefined ? undefined : `${changed.name} is in it, and the inventory has changed since`
}
