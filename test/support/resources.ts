import { z } from 'zod'
import type { HostProfile } from '../../engine/host-profile.ts'
import type { ManagedEntry } from '../../engine/journal/managed.ts'
import type { HostReading } from '../../engine/probe.ts'
import { bind, type Json, type Placement, type Reading, type Resource } from '../../engine/resources/resource.ts'
import { sh } from '../../engine/shell.ts'
import { debian12 } from './facts.ts'

/** A resource for tests that only compare states; its state can be anything. */
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

/** A host reading from readings by resource id. */
export function hostReading(readings: Readonly<Record<string, Reading<Json>>>): HostReading {
  return {
    readings: new Map(Object.entries(readings)),
    previews: new Map(),
    answers: new Map(),
    digest: JSON.stringify(readings),
  }
}

/** The profile of a host with these recorded entries, by playbook. */
export function profileWith(managed: Readonly<Record<string, readonly ManagedEntry[]>>): HostProfile {
  return {
    host: 'web1',
    facts: { ...debian12, hostname: 'web1' },
    managed: Object.entries(managed).map(([playbook, entries]) => ({ playbook, members: ['web1'], entries })),
    lock: undefined,
    digestKey: undefined,
    runs: [],
  }
}
