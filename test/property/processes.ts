import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

interface Process {
  readonly pid: number
  readonly command: string
}

/** The processes with a word in their environment: only those that a case has started inherit it. */
export function processesOf(word: string): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => content(pid, 'environ').includes(word))
    .map((pid) => ({ pid, command: content(pid, 'cmdline').replaceAll('\0', ' ') }))
}

function content(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch {
    return ''
  }
}

/** Kills all of them, as a power cut does; none of them is left when this resolves. */
export async function killAll(word: string): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    const found = processesOf(word)
    for (const { pid } of found) signal(pid, 'SIGKILL')
    quiet = found.length === 0 ? quiet + 1 : 0
    if (found.length > 0) await setTimeout(2)
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended already.
  }
}
