import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { succeeds } from '../command.ts'
import type { LabPlace } from '../place.ts'

/** Milliseconds. */
const REMOVAL_LIMIT = 10_000

/** The cgroup of a container: two containers in one would be in each other's way. */
export async function cgroupOf(place: LabPlace, host: string): Promise<string> {
  return join(await cgroupsFolder(), `${place.namespace}-${host}`)
}

/** Removes a cgroup and those below it, as soon as the kernel has cleared its last processes away. Throws `lab`. */
export async function removeCgroup(path: string): Promise<void> {
  const deadline = Date.now() + REMOVAL_LIMIT
  while (existsSync(path) && !(await succeeds('find', [path, '-depth', '-type', 'd', '-delete']))) {
    if (Date.now() > deadline) throw new EvenkeelError('lab', `Cannot remove the cgroup ${path}: it is still in use`)
    await sleep(50)
  }
}

/** Ids of the processes in a cgroup and those below it. */
export async function processesIn(path: string): Promise<number[]> {
  const files = (await readdir(path, { recursive: true }).catch(() => [])).filter(
    (name) => basename(name) === 'cgroup.procs',
  )
  const lists = await Promise.all(files.map((name) => readFile(join(path, name), 'utf8').catch(() => '')))
  return lists.flatMap((list) => list.split('\n').filter(Boolean).map(Number))
}

/** Where the file system of cgroups is mounted. Throws `lab` if it is not. */
export async function cgroupsFolder(mounts = '/proc/mounts'): Promise<string> {
  const lines = (await readFile(mounts, 'utf8').catch(() => '')).split('\n')
  const [, folder] = lines.map((line) => line.split(' ')).find(([, , type]) => type === 'cgroup2') ?? []
  if (folder !== undefined) return folder
  throw new EvenkeelError('lab', 'Cannot run a lab of containers: no cgroup2 file system is mounted', {
    hint: 'mount -t cgroup2 cgroup2 /sys/fs/cgroup, or take another --provider',
  })
}
