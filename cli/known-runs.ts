import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { RUN_ID } from '../engine/journal/header.ts'
import type { Io } from './io.ts'

/** A run that this machine has seen. */
export interface KnownRun {
  readonly run: string
  /** The absolute path of its inventory. */
  readonly inventory: string
}

type Environment = Io['env']

const MOST = 200

/**
 * Keeps the ids of runs for the completion of command lines, which asks no host. It is a convenience: where it cannot be
 * written, nothing happens.
 */
export async function rememberRuns(runs: readonly string[], inventory: string, env: Environment): Promise<void> {
  const path = pathOf(env)
  if (path === undefined || runs.length === 0 || /[\t\n]/.test(inventory)) return
  const seen = runs.map((run): KnownRun => ({ run, inventory: resolve(inventory) }))
  const others = (await knownRuns(env)).filter(({ run }) => !runs.includes(run))
  // Ids begin with the time.
  const all = [...seen, ...others].sort((one, other) => (one.run < other.run ? 1 : -1)).slice(0, MOST)
  const candidate = `${path}.${process.pid}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(candidate, all.map((one) => `${one.run}\t${one.inventory}\n`).join(''), { mode: 0o600 })
    await rename(candidate, path)
  } catch {}
}

/** Newest first. With an inventory, only its runs. */
export async function knownRuns(env: Environment, inventory?: string): Promise<readonly KnownRun[]> {
  const text = await readFile(pathOf(env) ?? '', 'utf8').catch(() => '')
  const all = text.split('\n').map((line): KnownRun => {
    const [run = '', path = ''] = line.split('\t')
    return { run, inventory: path }
  })
  const wanted = inventory === undefined ? undefined : resolve(inventory)
  return all.filter((one) => RUN_ID.test(one.run) && (wanted === undefined || one.inventory === wanted))
}

/** Undefined for a user without a home. */
function pathOf({ XDG_STATE_HOME, HOME }: Environment): string | undefined {
  const folder = XDG_STATE_HOME || (HOME ? join(HOME, '.local', 'state') : undefined)
  return folder === undefined ? undefined : join(folder, 'evenkeel', 'runs')
}
