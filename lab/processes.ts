import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { EvenkeelError } from '../engine/errors/error.ts'

const KILL_LIMIT = 10_000

/** Ids of processes with one of the words on their command line, lowest first: a lab finds its processes so. */
export async function processesWith(words: readonly string[]): Promise<number[]> {
  const marks = new Set(words)
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid)
  const found = await Promise.all(
    pids.map(async (pid) => ((await commandLine(pid)).some((word) => marks.has(word)) ? [pid] : [])),
  )
  return found.flat().sort((a, b) => a - b)
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
async function commandLine(pid: number): Promise<string[]> {
  const content = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return content.split('\0')
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
