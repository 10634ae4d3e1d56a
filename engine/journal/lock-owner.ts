import { z } from 'zod'
import { printable } from '../printable.ts'
import { shortened } from '../secrets/masked.ts'
import { RUN_ID } from './header.ts'

/** The run that holds a host's lock. */
export interface LockOwner {
  readonly run: string
  readonly operator: string
  /** ISO 8601, UTC. */
  readonly since: string
  /** What the host has written there, quoted, if it does not have the form of an owner. It is for reading only. */
  readonly unreadable?: string
}

/** Stands for the run of a lock that names none; `unlock` accepts it in place of a run's id. */
export const UNKNOWN_RUN = 'unknown'

/** No blanks, and no character that is not shown as itself. */
const OPERATOR = /^[^\s\p{C}]{1,200}$/u
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/

/** People paste the run's id in a command: what has not its form is not taken for one. */
const FORMS = { run: RUN_ID, operator: OPERATOR, since: TIME } as const

const fieldsSchema = z.object({ run: z.unknown(), operator: z.unknown(), since: z.unknown() })

/** The maximum number of characters that are shown of what cannot be read. */
const SHOWN = 200

/**
 * Reads `lock/owner` of a host, even if a power cut left only a part of it. A run id that is complete is still found:
 * hosts look for nothing else.
 */
export function readLockOwner(written: string): LockOwner {
  const { run, operator, since } = fieldsIn(written)
  const owner = {
    run: inForm('run', run) ?? UNKNOWN_RUN,
    operator: inForm('operator', operator) ?? 'unknown',
    since: inForm('since', since) ?? 'unknown',
  }
  const isWhole = owner.run === run && owner.operator === operator && owner.since === since
  return { ...owner, ...(isWhole ? {} : unreadable(written)) }
}

function inForm(field: keyof typeof FORMS, value: unknown): string | undefined {
  return typeof value === 'string' && FORMS[field].test(value) ? value : undefined
}

function fieldsIn(written: string): Partial<Record<keyof typeof FORMS, unknown>> {
  try {
    return fieldsSchema.partial().parse(JSON.parse(written))
  } catch {
    const [, run] = /"run":"([^"]*)"/.exec(written) ?? []
    return { run }
  }
}

/** Nothing if nothing is written there. */
function unreadable(written: string): Pick<LockOwner, 'unreadable'> {
  const text = written.replaceAll('\0', '').trim()
  return text === '' ? {} : { unreadable: JSON.stringify(shortened(printable(text), SHOWN)) }
}

/** A sentence's part about an owner that is not readable; empty if it is, or if nothing is written there. */
export function unreadableOwner({ unreadable }: LockOwner): string {
  return unreadable === undefined ? '' : `; unreadable there: ${unreadable}`
}
