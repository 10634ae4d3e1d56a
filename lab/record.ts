import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { LabHost, Layout } from './layout.ts'
import type { Login } from './login.ts'
import type { LabPlace } from './place.ts'
import type { ProviderName } from './provider.ts'

/** The state of a lab between two commands. */
export interface LabRecord {
  readonly inventory: string
  readonly provider: ProviderName
  readonly layout: Layout
  /** How ssh reaches the hosts; empty until they have been booted. */
  readonly logins: readonly Login[]
}

export async function writeRecord(place: LabPlace, record: LabRecord): Promise<void> {
  const path = join(place.state, 'lab.json')
  await writeFile(`${path}.new`, `${JSON.stringify(record, undefined, 2)}\n`)
  await rename(`${path}.new`, path)
}

/** Undefined if the lab is not up, or if `up` ended before it wrote a record. */
export async function readRecord(place: LabPlace): Promise<LabRecord | undefined> {
  const content = await readFile(join(place.state, 'lab.json'), 'utf8').catch(() => undefined)
  return content === undefined ? undefined : (JSON.parse(content) as LabRecord)
}

/** Like {@link readRecord}, but throws `lab` if there is no record. */
export async function requireRecord(place: LabPlace): Promise<LabRecord> {
  const record = await readRecord(place)
  if (record !== undefined) return record
  throw new EvenkeelError('lab', `Cannot find a lab of ${place.inventory}: it is not up`, {
    hint: `evenkeel lab up -i ${place.inventory}`,
  })
}

/** Throws `lab` if the lab is not up, or has no host of this name. */
export async function hostOf(place: LabPlace, name: string): Promise<LabHost> {
  const { layout } = await requireRecord(place)
  const host = layout.hosts.find((one) => one.name === name)
  if (host === undefined) throw new EvenkeelError('lab', `Cannot find ${name}: the lab has no host of this name`)
  return host
}

/** Runs `work` under the lab's lock. Throws `locked` if another `up` or `down` of the lab runs. */
export async function alone<Result>(place: LabPlace, work: () => Promise<Result>): Promise<Result> {
  const path = `${place.state}.lock`
  await mkdir(dirname(path), { recursive: true })
  await lock(path, place)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

/** Replaces a lock whose process is gone. */
async function lock(path: string, place: LabPlace): Promise<void> {
  const holder = (await readFile(path, 'utf8').catch(() => '')).trim()
  if (holder !== '' && isAlive(Number(holder))) {
    throw new EvenkeelError('locked', `Cannot change the lab of ${place.inventory}: process ${holder} is changing it`)
  }
  await rm(path, { force: true })
  const file = await open(path, 'wx').catch((cause: unknown) => {
    throw new EvenkeelError('locked', `Cannot change the lab of ${place.inventory}: another process is changing it`, {
      cause,
    })
  })
  await file.writeFile(`${process.pid}\n`)
  await file.close()
}

/** Also true for a process of another user. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
