import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Json } from '../resources/resource.ts'

/** What a host remembers of one resource that a playbook manages there. */
export interface ManagedEntry {
  readonly kind: string
  readonly id: string
  /** As it was last described; blobs by name. */
  readonly spec: object
  /** The state in which evenkeel first found it: where it goes back to when it is no longer described. */
  readonly found: Json
  /** Id of the resource that brings it along, see `Placement.readableAfter`. */
  readonly readableAfter?: string | undefined
  /** See `Placement.givesWay`. */
  readonly givesWay?: boolean | undefined
}

/** One playbook's resources on one host, in the order in which they are made. */
export interface Managed {
  readonly playbook: string
  /** Every host that the playbook's last run described, so that one which left it is found again. */
  readonly members: readonly string[]
  readonly entries: readonly ManagedEntry[]
}

const json: z.ZodType<Json> = z.json()

export const managedEntrySchema = z.object({
  kind: z.string(),
  id: z.string(),
  spec: z.record(z.string(), z.unknown()),
  found: json,
  readableAfter: z.string().optional(),
  givesWay: z.boolean().optional(),
})

export const managedSchema: z.ZodType<Managed> = z.object({
  playbook: z.string(),
  members: z.array(z.string()),
  entries: z.array(managedEntrySchema),
})

/** The name of a playbook's file in `managed/`: readable, and different for different names. */
export function managedFileName(playbook: string): string {
  const readable = playbook
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
  return `${readable}-${createHash('sha256').update(playbook).digest('hex').slice(0, 8)}.json`
}

/** JSON in which every character is ASCII, so that hosts count its bytes as we do. */
export function asciiJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped)
}
