import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Json } from '../resources/resource.ts'

/** A host's record of one resource that a playbook manages there. */
export interface ManagedEntry {
  readonly kind: string
  readonly id: string
  /** The spec as last described; blobs by name. */
  readonly spec: object
  /** The state in which evenkeel first found the resource. It is restored once the playbook no longer describes it. */
  readonly found: Json
  /**
   * The state in which its provider (`readableAfter`) brought it along, if the same run brought both. The resource goes
   * back to this state, and not to `found`, while the provider stays.
   */
  readonly brought?: Json | undefined
  /** See `Placement.readableAfter`. */
  readonly readableAfter?: string | undefined
  /** `Placement.exclusive`, under its older name. */
  readonly givesWay?: boolean | undefined
}

/** One playbook's resources on one host, in the order in which they are converged. */
export interface Managed {
  readonly playbook: string
  /** All hosts that the playbook's last run described, so that a host that left the playbook is still found. */
  readonly members: readonly string[]
  readonly entries: readonly ManagedEntry[]
  /** Ids of the checks of the host's plays, which held when the last run was committed or had held before. */
  readonly checks?: readonly string[] | undefined
}

const json: z.ZodType<Json> = z.json()

/** Fields that this version does not know are kept: the record is written again. */
export const managedEntrySchema = z.looseObject({
  kind: z.string(),
  id: z.string(),
  spec: z.record(z.string(), z.unknown()),
  found: json,
  brought: json.optional(),
  readableAfter: z.string().optional(),
  givesWay: z.boolean().optional(),
})

export const managedSchema: z.ZodType<Managed> = z.looseObject({
  playbook: z.string(),
  members: z.array(z.string()),
  entries: z.array(managedEntrySchema),
  checks: z.array(z.string()).optional(),
})

/** The name of a playbook's file in `managed/`: readable, and different for each playbook name. */
export function managedFileName(playbook: string): string {
  const readable = playbook
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
  return `${readable}-${createHash('sha256').update(playbook).digest('hex').slice(0, 8)}.json`
}
