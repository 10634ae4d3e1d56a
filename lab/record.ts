import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { Layout } from './layout.ts'
import type { LabPlace } from './place.ts'

/** What a lab remembers of itself from one command to the next. */
export interface LabRecord {
  readonly inventory: string
  readonly layout: Layout
  /** Path of the file system that each image's hosts copy, by image name. */
  readonly disks: Readonly<Record<string, string>>
}

export async function writeRecord(place: LabPlace, record: LabRecord): Promise<void> {
  const path = join(place.state, 'lab.json')
  await writeFile(`${path}.new`, `${JSON.stringify(record, undefined, 2)}\n`)
  await rename(`${path}.new`, path)
}

/** Undefined where no lab was put up, or not far enough to have a record. */
export async function readRecord(place: LabPlace): Promise<LabRecord | undefined> {
  const content = await readFile(join(place.state, 'lab.json'), 'utf8').catch(() => undefined)
  return content === undefined ? undefined : (JSON.parse(content) as LabRecord)
}

/** As {@link readRecord}, but throws `lab` where there is none. */
export async function requireRecord(place: LabPlace): Promise<LabRecord> {
  const record = await readRecord(place)
  if (record !== undefined) return record
  throw new EvenkeelError('lab', `Cannot find a lab of ${place.inventory}: it is not up`, {
    hint: `evenkeel lab up -i ${place.inventory}`,
  })
}

/** Runs `work` while no other `up` or `down` of the same lab runs; throws `locked` where one does. */
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

/** A lock whose process is gone is nobody's. */
async function lock(path: string, place: LabPlace): Promise<void> {
  const holder = (await readFile(path, 'utf8').catch(() => '')).trim()
  if (holder !== '' && (await isAlive(holder))) {
    throw new EvenkeelError('locked', `Cannot change the lab of ${place.inventory}: process ${holder} is at it`)
  }
  await rm(path, { force: true })
  const file = await open(path, 'wx').catch((cause: unknown) => {
    throw new EvenkeelError('locked', `Cannot change the lab of ${place.inventory}: another process is at it`, {
      cause,
    })
  })
  await file.writeFile(`${process.pid}\n`)
  await file.close()
}

function isAlive(pid: string): Promise<boolean> {
  return readFile(`/proc/${pid}/stat`).then(
    () => true,
    () => false,
  )
}
