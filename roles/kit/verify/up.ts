import { z } from 'zod'

/** How many of a pool's servers must be up. */
export interface Up {
  /** Undefined: all of them. */
  readonly least: number | undefined
  readonly most: number
  /** For sentences: `all`, `1`, `at least 2`. */
  readonly text: string
}

const WRITTEN = ['all', 'any', 'none'] as const

/** All servers of a pool must be up. */
export const ALL_UP: Up = { least: undefined, most: Number.POSITIVE_INFINITY, text: 'all' }

/** Exactly so many are up, as the health check picks them (rule 62). */
export function exactly(count: number): Up {
  return { least: count, most: count, text: String(count) }
}

export function atLeast(count: number): Up {
  return { least: count, most: Number.POSITIVE_INFINITY, text: `at least ${count}` }
}

/** `all`, `any`, `none`, `2` or `2+`: the same words for the servers of every balancer. */
export const up = z
  .union(
    [z.enum(WRITTEN), z.int().min(1).max(1000), z.string().regex(/^[1-9]\d{0,2}\+$/)],
    'all, any, none, a number such as 1, or a number with a plus such as "2+" is needed',
  )
  .transform((written): Up => {
    if (typeof written === 'number') return exactly(written)
    if (written === 'all') return ALL_UP
    if (written === 'any') return atLeast(1)
    return written === 'none' ? { ...atLeast(0), text: 'none' } : atLeast(Number.parseInt(written, 10))
  })

/** The description of the key, for every role. */
export const UP =
  'how many servers must be up: all; 1 or another number, if the health check picks so many, such as the writer (rule 62); "2+" for at least so many; any for one; none if that is not judged'

/** Whether `count` of `total` servers are as many as must be up. */
export function isRight({ least, most }: Up, count: number, total: number): boolean {
  return count >= (least ?? total) && count <= most
}
