import { readFile } from 'node:fs/promises'

/**
 * The core for a host's kernel. A UML kernel and its processes alternate thousands of times a second: on one core that
 * is a switch, on two cores it is an interrupt each time, and the host runs at less than half of its speed.
 */
export async function coreOf(position: number): Promise<number> {
  const cores = coresIn(await readFile('/proc/self/status', 'utf8'))
  return cores[position % cores.length] ?? 0
}

/** The cores that a process may use: `Cpus_allowed_list` of its /proc/PID/status, such as `0-3,8`. */
export function coresIn(status: string): number[] {
  const list = status.match(/^Cpus_allowed_list:\s*(\S+)$/m)?.[1] ?? '0'
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
  })
}
