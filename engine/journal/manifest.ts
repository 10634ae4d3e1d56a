import { z } from 'zod'
import type { Json } from '../resources/resource.ts'
import { type ManagedEntry, managedEntrySchema } from './managed.ts'

/** One change of a run as the host keeps it, with all that a rollback needs. */
export interface RecordedChange {
  readonly kind: string
  readonly id: string
  readonly spec: object
  readonly before: Json
  readonly after: Json
  readonly readableAfter?: string | undefined
}

/** The changes of one stage of a run on one host. */
export interface Manifest {
  /** In the order in which they were made. */
  readonly changes: readonly RecordedChange[]
  /** Services to reload after a resource that they watch is restored. */
  readonly watchers: readonly { readonly kind: string; readonly spec: object }[]
  /**
   * The host's record of each resource before and after the run; null if it had none. The first stage has those of all
   * resources of the run. Older releases did not keep `after`.
   */
  readonly ownership: readonly {
    readonly id: string
    readonly before: ManagedEntry | null
    readonly after?: ManagedEntry | null | undefined
  }[]
}

const spec = z.record(z.string(), z.unknown())

export const manifestSchema: z.ZodType<Manifest> = z.object({
  changes: z.array(
    z.object({
      kind: z.string(),
      id: z.string(),
      spec,
      before: z.json(),
      after: z.json(),
      readableAfter: z.string().optional(),
    }),
  ),
  watchers: z.array(z.object({ kind: z.string(), spec })),
  ownership: z.array(
    z.object({ id: z.string(), before: managedEntrySchema.nullable(), after: managedEntrySchema.nullish() }),
  ),
})
