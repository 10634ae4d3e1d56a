import { z } from 'zod'

/** The commands that change hosts by runs. */
export const RUN_COMMANDS = ['apply', 'rollback', 'remove', 'drain', 'restore', 'weight'] as const

export type RunCommand = (typeof RUN_COMMANDS)[number]

/** The command changes what it names only: all else that a playbook has recorded stays in the records. */
export function isPartial(command: RunCommand): boolean {
  return command !== 'apply' && command !== 'remove'
}

/** The data about a run that each of its hosts keeps. */
export interface RunHeader {
  /** Time and four random characters, such as `20261121-103112-k3f9`. Each host numbers its runs, which are ordered by that. */
  readonly run: string
  readonly command: RunCommand
  /** What the command is about, besides the playbook: the server that is drained. */
  readonly about?: string | undefined
  readonly playbook: string
  readonly operator: string
  /** ISO 8601, UTC. */
  readonly started: string
  /** The hosts that the run changes, by batch, in the order in which they change. */
  readonly batches: readonly (readonly string[])[]
  readonly rollbackOf?: string | undefined
  /** The name that the host of this record had in the inventory. Older releases did not write it. */
  readonly host?: string | undefined
}

/** People paste it in commands, and it names a folder: journals with another form are refused. */
export const RUN_ID = /^\d{8}-\d{6}-[a-z0-9]{4}$/

export const runHeaderSchema: z.ZodType<RunHeader> = z.object({
  run: z.string().regex(RUN_ID),
  command: z.enum(RUN_COMMANDS),
  about: z.string().optional(),
  playbook: z.string(),
  operator: z.string(),
  started: z.string(),
  batches: z.array(z.array(z.string())),
  rollbackOf: z.string().regex(RUN_ID).optional(),
  host: z.string().optional(),
})

export function newRunId(now = new Date()): string {
  const [day = '', time = ''] = now.toISOString().split('T')
  const random = Math.random().toString(36).slice(2, 6).padEnd(4, '0')
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${random}`
}
