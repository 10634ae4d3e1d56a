import { z } from 'zod'
import type { HostProfile } from '../../engine/host-profile.ts'
import type { ManagedEntry } from '../../engine/journal/managed.ts'
import type { HostReading } from '../../engine/probe.ts'
import { bind, type Json, type Placement, type Reading, type Resource } from '../../engine/resources/resource.ts'
import { sh } from '../../engine/shell.ts'
import { debian12 } from './facts.ts'

/** A resource of one's own making, for what only compares; its state is anything. */
export function thing(name: string, desired: Json, placement: Placement = {}): Resource {
  return bind(
    {
      kind: 'thing',
      summary: '',
      spec: z.object({ name: z.string() }),
      name: () => name,
      desired: () => desired,
      probe: () => sh`:`,
      parse: (output) => ({ state: output }),
      converge: () => [],
    },
    { name },
    placement,
  )
}

/** What a host answered, by id. */
export function hostReading(readings: Readonly<Record<string, Reading<Json>>>): HostReading {
  return { readings: new Map(Object.entries(readings)), previews: new Map(), digest: JSON.stringify(readings) }
}

/** A host that remembers these entries, by playbook. */
export function knowing(managed: Readonly<Record<string, readonly ManagedEntry[]>>): HostProfile {
  return {
    host: 'web1',
    facts: { ...debian12, hostname: 'web1' },
    managed: Object.entries(managed).map(([playbook, entries]) => ({ playbook, members: ['web1'], entries })),
    lock: undefined,
    digestKey: undefined,
    runs: [],
  }
}
