import { spawn } from 'node:child_process'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabHost } from '../layout.ts'
import { cablesOf } from '../local/cables.ts'
import { isFirstInNamespace, killAll, processesWith, residentMemory } from '../local/processes.ts'
import { hostFolder, type LabPlace } from '../place.ts'
import { cgroupOf, processesIn, removeCgroup } from './cgroup.ts'

const PROGRAM = fileURLToPath(new URL('./machine.sh', import.meta.url))

/** Starts a container that is off. What it has written is kept for the next start. */
export async function startContainer(place: LabPlace, host: LabHost, disk: string): Promise<void> {
  await stopContainer(place, host.name)
  const folder = hostFolder(place, host.name)
  await mkdir(folder, { recursive: true })
  const group = await cgroupOf(place, host.name)
  const console = await open(join(folder, 'console.log'), 'a')
  const words = [
    // In namespaces of their own, all processes and mounts of the container end with the first process.
    ...['--mount', '--pid', '--mount-proc', '--fork', '--kill-child', '--', 'sh', PROGRAM],
    ...[folder, disk, place.namespace, group, String(host.memory), markOf(place, host.name)],
    ...cablesOf(host).map(({ tap, device, mac, bridge }) => [tap, device, mac, bridge].join(',')),
  ]
  spawn('unshare', words, { cwd: folder, detached: true, stdio: ['ignore', console.fd, console.fd] }).unref()
  await console.close()
}

/** Ends a container at once. What its programs have written stays, even if they have not synchronized it yet. */
export async function stopContainer(place: LabPlace, host: string): Promise<void> {
  await killAll([markOf(place, host)])
  await removeCgroup(await cgroupOf(place, host))
}

/** Process id of the first process of a container's namespace; undefined for a host that is off. */
export async function processOf(place: LabPlace, host: string, proc = '/proc'): Promise<number | undefined> {
  for (const pid of await processesWith([markOf(place, host)], proc))
    if (await isFirstInNamespace(pid, proc)) return pid
  return undefined
}

/** Bytes in use by all processes of a container. */
export async function memoryOf(place: LabPlace, host: string): Promise<number> {
  const sizes = await Promise.all((await processesIn(await cgroupOf(place, host))).map(residentMemory))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** A word on the command lines of a container's processes, by which they are found. Its init ignores it. */
function markOf(place: LabPlace, host: string): string {
  return `evenkeel.host=${hostFolder(place, host)}`
}
