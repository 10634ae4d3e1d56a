import { spawn } from 'node:child_process'
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { statusOf } from './command.ts'
import { processOf, startHost, stopHost } from './host-process.ts'
import { ensureImage, type Image } from './image.ts'
import { ensureKey, knownHosts, sshConfig } from './keys.ts'
import { type LabHost, type Layout, layoutOf } from './layout.ts'
import { deleteNamespace, ensureNamespace, enter, namespaceExists, setCables, setIsolated } from './namespace.ts'
import { hostFolder, imagesFolder, type LabPlace, labPlace, requirePlainPath } from './place.ts'
import { killAll, processesWith, residentMemory } from './processes.ts'
import type { LabProgress } from './progress.ts'
import { alone, readRecord, requireRecord, writeRecord } from './record.ts'
import { ensureRequirements, requireRoot } from './requirements.ts'
import { publicKeyOf, writeSeed } from './seed.ts'

/** Milliseconds until all hosts must answer. */
const BOOT_LIMIT = 180_000

const silent: LabProgress = () => {}

export interface HostStatus {
  readonly host: string
  readonly role: LabHost['role']
  readonly addresses: readonly string[]
  /** Process id of its kernel; undefined for a host that is off. */
  readonly pid: number | undefined
  /** Megabytes of memory. */
  readonly memory: number
  /** Bytes of memory in use on the controller. */
  readonly resident: number
  readonly answers: boolean
}

export interface LabUpOptions {
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
  const layout = layoutOf(inventory)
  const place = labPlace(inventory.path)
  for (const path of [place.state, imagesFolder()]) requirePlainPath(path)
  await ensureRequirements(progress)
  await alone(place, async () => {
    await refuseChangedLayout(place, layout)
    const images = await imagesOf(layout, progress)
    await mkdir(place.state, { recursive: true, mode: 0o700 })
    const disks = Object.fromEntries([...images].map(([name, { disk }]) => [name, disk]))
    await ensureNamespace(place.namespace, layout)
    await ensureKey(place.key, 'evenkeel lab')
    const missing = await writeSeeds(place, layout)
    const isSelected = ({ name }: LabHost) => options.only?.includes(name) ?? true
    await writeSshFiles(place, layout)
    await writeRecord(place, { inventory: place.inventory, layout, disks })
    await servePackages(place, layout, images)
    await startAll(place, missing.filter(isSelected), disks, progress)
    await untilAnswering(place, layout.hosts.filter(isSelected), BOOT_LIMIT, progress)
  })
  return place
}

/** Ends all processes of the lab and deletes everything that it made except images, also after an interrupted `up`. */
export async function labDown(inventoryPath: string): Promise<void> {
  requireRoot()
  const place = labPlace(inventoryPath)
  await alone(place, async () => {
    const record = await readRecord(place)
    for (const { name } of record?.layout.hosts ?? []) await stopHost(place, name)
    await killAll([markOf(place)])
    await deleteNamespace(place.namespace)
    await rm(place.state, { recursive: true, force: true })
  })
}

/** Throws `lab` if the lab is not up. */
export async function labStatus(inventoryPath: string): Promise<HostStatus[]> {
  const place = labPlace(inventoryPath)
  const { layout } = await requireRecord(place)
  const answering = new Set<string>()
  await probe(place, layout.hosts, 1, (host) => answering.add(host))
  return Promise.all(
    layout.hosts.map(async (host) => {
      const pid = await processOf(place, host.name)
      return {
        host: host.name,
        role: host.role,
        addresses: host.interfaces.map(({ address, prefix }) => `${address}/${prefix}`),
        pid,
        memory: host.memory,
        resident: pid === undefined ? 0 : await residentMemory(pid),
        answers: answering.has(host.name),
      }
    }),
  )
}

/**
 * Runs a command in the lab's network, on this terminal, with `EVENKEEL_SSH_CONFIG` set. Returns its exit status, or
 * 128 plus the signal's number.
 */
export async function labExec(inventoryPath: string, command: readonly string[]): Promise<number> {
  const place = labPlace(inventoryPath)
  await requireRecord(place)
  requireRoot()
  return attached(inLab(place, command))
}

/** Logs in on a host, on this terminal. Returns ssh's exit status. */
export function labSsh(inventoryPath: string, host: string, command: readonly string[] = []): Promise<number> {
  return labExec(inventoryPath, ['ssh', '-F', labPlace(inventoryPath).sshConfig, host, ...command])
}

/** The command line that runs a command in the lab's network. */
export function inLab(place: LabPlace, command: readonly string[]): string[] {
  return [...enter(place.namespace), 'env', `EVENKEEL_SSH_CONFIG=${place.sshConfig}`, ...command]
}

/** Cuts a host's power: its kernel ends at once, unwritten data is lost, the disk is kept. */
export async function powerCut(place: LabPlace, host: string): Promise<void> {
  await hostOf(place, host)
  await stopHost(place, host)
}

/** Boots a host that is off from its disk, and waits until it answers. */
export async function powerOn(place: LabPlace, host: string, progress: LabProgress = silent): Promise<void> {
  const { disks } = await requireRecord(place)
  const found = await hostOf(place, host)
  if ((await processOf(place, host)) !== undefined) return
  await startAll(place, [found], disks, progress)
  await untilAnswering(place, [found], BOOT_LIMIT, progress)
}

/** Unplugs a host's network cables. */
export async function cutNetwork(place: LabPlace, host: string): Promise<void> {
  await setCables(place.namespace, await hostOf(place, host), 'out')
}

export async function restoreNetwork(place: LabPlace, host: string): Promise<void> {
  await setCables(place.namespace, await hostOf(place, host), 'in')
}

/** Cuts the network between these hosts only: the controller and all other hosts reach each of them. */
export async function cutBetween(place: LabPlace, hosts: readonly string[]): Promise<void> {
  await setIsolated(place.namespace, await Promise.all(hosts.map((host) => hostOf(place, host))), 'on')
}

export async function restoreBetween(place: LabPlace, hosts: readonly string[]): Promise<void> {
  await setIsolated(place.namespace, await Promise.all(hosts.map((host) => hostOf(place, host))), 'off')
}

/** Waits until hosts answer by ssh, for instance after a reboot. Throws `lab` naming those that do not. */
export async function untilAnswering(
  place: LabPlace,
  hosts: readonly LabHost[],
  limit = BOOT_LIMIT,
  progress: LabProgress = silent,
): Promise<void> {
  const started = Date.now()
  const answered = new Set<string>()
  await probe(place, hosts, limit, (host) => {
    answered.add(host)
    progress({ type: 'answers', host, milliseconds: Date.now() - started })
  })
  const silentHosts = hosts.filter(({ name }) => !answered.has(name)).map(({ name }) => name)
  if (silentHosts.length === 0) return
  const consoles = silentHosts.map((name) => `  ${join(hostFolder(place, name), 'console.log')}`)
  throw new EvenkeelError('lab', `Cannot reach ${silentHosts.join(', ')}: no answer by ssh within ${limit / 1000} s`, {
    hint: [consoles.length === 1 ? 'Its console:' : 'Their consoles:', ...consoles].join('\n'),
  })
}

/** Throws `lab` if the inventory changes the addresses or the memory of a host of the lab. */
async function refuseChangedLayout(place: LabPlace, layout: Layout): Promise<void> {
  const record = await readRecord(place)
  if (record === undefined) return
  for (const old of record.layout.hosts) {
    const current = layout.hosts.find(({ name }) => name === old.name)
    if (isDeepStrictEqual(JSON.parse(JSON.stringify(current ?? null)), old)) continue
    throw new EvenkeelError('lab', `Cannot boot the lab: ${old.name} is in it, and the inventory has changed since`, {
      hint: `evenkeel lab down -i ${place.inventory}`,
      host: old.name,
    })
  }
}

async function imagesOf(layout: Layout, progress: LabProgress): Promise<Map<string, Image>> {
  const images = new Map<string, Image>()
  for (const { image } of layout.hosts) if (!images.has(image)) images.set(image, await ensureImage(image, progress))
  return images
}

/** Writes the seed of each host that is off, and returns these hosts. */
async function writeSeeds(place: LabPlace, layout: Layout): Promise<LabHost[]> {
  const missing: LabHost[] = []
  for (const host of layout.hosts) if ((await processOf(place, host.name)) === undefined) missing.push(host)
  await Promise.all(
    missing.map(async (host) => {
      await mkdir(hostFolder(place, host.name), { recursive: true })
      await writeSeed(place, layout, host)
    }),
  )
  return missing
}

async function writeSshFiles(place: LabPlace, { hosts }: Layout): Promise<void> {
  const keys = await Promise.all(
    hosts.map(async ({ name }): Promise<[string, string]> => [name, await publicKeyOf(place, name)]),
  )
  await writeFile(place.knownHosts, knownHosts(hosts, new Map(keys)))
  await writeFile(place.sshConfig, sshConfig(place, hosts))
}

async function servePackages(place: LabPlace, layout: Layout, images: ReadonlyMap<string, Image>): Promise<void> {
  if ((await processesWith([markOf(place)])).length > 0) return
  const words = [
    process.execPath,
    programPath('repository-server'),
    markOf(place),
    ...layout.subnets.map(({ controller }) => `address=${controller}`),
    ...[...images].map(([name, { packages }]) => `${name}=${packages}`),
  ]
  const log = await open(join(place.state, 'packages.log'), 'a')
  const [program = '', ...others] = [...enter(place.namespace), ...words]
  spawn(program, others, { detached: true, stdio: ['ignore', log.fd, log.fd] }).unref()
  await log.close()
}

async function startAll(
  place: LabPlace,
  hosts: readonly LabHost[],
  disks: Readonly<Record<string, string>>,
  progress: LabProgress,
): Promise<void> {
  for (const host of hosts) {
    progress({ type: 'booting', host: host.name })
    await startHost(place, host, disks[host.image] ?? '')
  }
}

async function probe(
  place: LabPlace,
  hosts: readonly LabHost[],
  limit: number,
  answered: (host: string) => void,
): Promise<void> {
  if (hosts.length === 0 || !(await namespaceExists(place.namespace))) return
  const targets = hosts.map(({ name, address, port }) => `${name}=${address}:${port}`)
  const [program = '', ...words] = [
    ...enter(place.namespace),
    process.execPath,
    programPath('ssh-probe'),
    String(limit),
    ...targets,
  ]
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface({ input: child.stdout }).on('line', answered)
  await statusOf(child, program)
}

/** Runs a command on this terminal. Ctrl-C reaches it through the terminal; this process ends only after it. */
async function attached([program = '', ...words]: readonly string[]): Promise<number> {
  const child = spawn(program, words, { stdio: 'inherit' })
  const ignore = (): void => {}
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', ignore).on('SIGTERM', forward).on('SIGHUP', forward)
  try {
    return await statusOf(child, program)
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', forward).off('SIGHUP', forward)
  }
}

async function hostOf(place: LabPlace, name: string): Promise<LabHost> {
  const { layout } = await requireRecord(place)
  const host = layout.hosts.find((one) => one.name === name)
  if (host === undefined) throw new EvenkeelError('lab', `Cannot find ${name}: the lab has no host of this name`)
  return host
}

/** A word on the package server's command line, by which it is found. */
function markOf(place: LabPlace): string {
  return `lab=${place.state}`
}

/** Path of a program of this folder: a .ts file, or the .js file built from it. */
function programPath(name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(import.meta.filename)}`, import.meta.url))
}
