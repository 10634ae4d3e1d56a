import { spawn } from 'node:child_process'
import { chmod, copyFile, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabHost } from '../layout.ts'
import { cablesOf } from '../local/cables.ts'
import { enter } from '../local/namespace.ts'
import { isFirstInNamespace, killAll, processesWith, residentMemory } from '../local/processes.ts'
import { hostFolder, type LabPlace } from '../place.ts'
import { coreOf } from './cores.ts'
import { kernelEnvironment } from './xstate/preload.ts'

const STARTER = new URL('./uml.sh', import.meta.url)

/** Boots a host that is off. Its disk is a copy on write of the image's, and is kept for the next boot. */
export async function startHost(place: LabPlace, host: LabHost, disk: string): Promise<void> {
  // Processes of a kernel that died would hold its tap and its disk.
  await stopHost(place, host.name)
  const folder = hostFolder(place, host.name)
  const runtime = join(folder, 'uml')
  await rm(runtime, { recursive: true, force: true })
  await mkdir(runtime, { recursive: true })
  const kernel = join(folder, 'kernel')
  await copyFile(STARTER, kernel)
  await chmod(kernel, 0o755)
  const console = await open(join(folder, 'console.log'), 'a')
  const words = [
    ...enter(place.namespace),
    ...['taskset', '--cpu-list', String(await coreOf(host.position))],
    // In its own process namespace, all threads and processes of the kernel end with it.
    ...['unshare', '--pid', '--fork', '--kill-child', '--'],
    kernel,
    ...kernelArguments(host, folder, disk),
    markOf(place, host.name),
  ]
  const [program = '', ...others] = words
  const child = spawn(program, others, {
    cwd: folder,
    detached: true,
    env: { ...process.env, ...(await kernelEnvironment()) },
    stdio: ['ignore', console.fd, console.fd],
  })
  child.unref()
  await console.close()
}

/** Cuts the power. The disk is kept. */
export function stopHost(place: LabPlace, host: string): Promise<void> {
  return killAll([markOf(place, host)])
}

/**
 * Process id of a host's kernel; undefined for a host that is off. The kernel is the first process of its namespace:
 * the processes of the guest are copies of it, with the same command line.
 */
export async function processOf(place: LabPlace, host: string, proc = '/proc'): Promise<number | undefined> {
  for (const pid of await processesWith([markOf(place, host)], proc))
    if (await isFirstInNamespace(pid, proc)) return pid
  return undefined
}

/** Bytes of the host's memory that are in use: its kernel holds all of it. */
export async function memoryOf(place: LabPlace, host: string): Promise<number> {
  const pid = await processOf(place, host)
  return pid === undefined ? 0 : residentMemory(pid)
}

/** A word on the command lines of a host's processes, by which they are found: UML's option for its runtime folder. */
function markOf(place: LabPlace, host: string): string {
  return `uml_dir=${join(hostFolder(place, host), 'uml')}`
}

function kernelArguments(host: LabHost, folder: string, disk: string): string[] {
  return [
    `ubd0=${join(folder, 'disk.cow')},${disk}`,
    `ubd1r=${join(folder, 'seed.tar')}`,
    'root=/dev/ubda',
    'rw',
    `mem=${host.memory}M`,
    // Without gro=1 the driver drops what the bridge passes on in pieces longer than a packet.
    ...cablesOf(host).map(({ device, tap, mac }) => `${device}:transport=tap,ifname=${tap},depth=128,gro=1,mac=${mac}`),
    'con=null',
    'con0=null,fd:1',
    'ssl=null',
    'quiet',
    `umid=${host.name}`,
  ]
}
