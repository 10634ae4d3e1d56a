import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { EvenkeelError } from '../../engine/errors/error.ts'

const KILL_LIMIT = 10_000

/**
 * Ids of processes with one of the words on their command line: a lab finds its processes so. Their order says nothing:
 * ids start again from the lowest free one after the highest.
 */
export async function processesWith(words: readonly string[], proc = '/proc'): Promise<number[]> {
  const marks = new Set(words)
  const pids = (await readdir(proc)).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid)
  const found = await Promise.all(
    pids.map(async (pid) => ((await commandLine(pid, proc)).some((word) => marks.has(word)) ? [pid] : [])),
  )
  return found.flat()
}

/** True for the first process of a process namespace below this one: its id there is 1. */
export async function isFirstInNamespace(pid: number, proc = '/proc'): Promise<boolean> {
  const status = await readFile(`${proc}/${pid}/status`, 'utf8').catch(() => '')
  const ids = /^NSpid:\t(.*)$/m.exec(status)?.[1]?.split('\t') ?? []
  return ids.length > 1 && ids.at(-1) === '1'
}

/** Kills all processes with one of the words on their command line, and waits until they are gone. */
export async function killAll(words: readonly string[]): Promise<void> {
  const deadline = Date.now() + KILL_LIMIT
  for (let left = await processesWith(words); left.length > 0; left = await processesWith(words)) {
    if (Date.now() > deadline) throw new EvenkeelError('lab', `Cannot end the processes ${left.join(', ')}`)
    for (const pid of left) kill(pid)
    await sleep(50)
  }
}

/** Resident memory in bytes; 0 for a process that is gone. */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(status.match(/^VmRSS:\s+(\d+) kB/m)?.[1] ?? 0) * 1024
}

/** Empty for a process that is gone, and for a zombie. */
async function commandLine(pid: number, proc: string): Promise<string[]> {
  const content = await readFile(`${proc}/${pid}/cmdline`, 'utf8').catch(() => '')
  return content.split('\0')
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
