import type { PlannedHost } from '../../engine/plan/plan.ts'

interface Machine {
  readonly host: string
  readonly at?: string | undefined
}

/** Of more hosts than this, a question names only the first. */
const MOST_NAMED = 4

/** `web1 (192.0.2.21:22)`: the name in the inventory, and the machine that answers to it. */
export function machineText({ host, at }: Machine): string {
  return at === undefined ? host : `${host} (${at})`
}

/** The hosts of a plan, each once. One whose machine is not known is left out. */
export function machineTexts(hosts: readonly PlannedHost[]): readonly string[] {
  return [...new Set(hosts.filter(({ at }) => at !== undefined).map(machineText))]
}

/** ` on web1 (192.0.2.21:22), web2 (192.0.2.22:22) and 3 more`, for a question; empty if no machine is known. */
export function onMachines(hosts: readonly PlannedHost[]): string {
  const all = machineTexts(hosts)
  if (all.length === 0) return ''
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : ''
  return ` on ${all.slice(0, MOST_NAMED).join(', ')}${more}`
}
