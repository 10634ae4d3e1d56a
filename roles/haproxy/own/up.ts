import { atLeast, exactly, type Up } from '../../kit/verify/up.ts'
import type { RawLine } from '../raw.ts'
import { type Extended, ownLines } from './lines.ts'

/** A number of servers that is up, which follows from the health check, and the check. */
export interface Picked {
  readonly up: Up
  /** Such as `/primary`. */
  readonly by: string
}

/** A backend with its health check. */
interface Checked extends Extended {
  readonly check: {
    readonly http?: { readonly path: string; readonly body?: string | undefined } | undefined
    readonly tcp?: { readonly expect?: string | undefined } | undefined
  }
}

/** Paths of Patroni's REST API. */
const PRIMARY = /^\/(primary|master|leader|read-write|standby[-_]leader)\b/
const REPLICAS = /^\/(replica|secondary|read-only|a?sync|a?synchronous)\b/

/**
 * A health check that picks servers by their role leaves the others down, rightly (rule 62). Undefined for a check that is
 * not known to do so.
 */
export function pickedBy(back: Checked): Picked | undefined {
  const { http, tcp } = back.check
  return pickedByTexts([http?.path ?? '', http?.body ?? '', tcp?.expect ?? '', ...checkTexts(ownLines(back))])
}

/** The same for a section that only text of the user's own has. */
export function pickedByLines(lines: readonly RawLine[]): Picked | undefined {
  return pickedByTexts(checkTexts(lines))
}

function pickedByTexts(texts: readonly string[]): Picked | undefined {
  const found = (pattern: RegExp, up: Up): Picked | undefined => {
    const by = texts.find((text) => pattern.test(text))
    return by === undefined ? undefined : { up, by }
  }
  return (
    found(PRIMARY, exactly(1)) ??
    found(/role:master\b/, exactly(1)) ??
    found(REPLICAS, atLeast(1)) ??
    found(/role:(slave|replica)\b/, atLeast(1))
  )
}

/** The paths and expected texts in lines of health checks. */
function checkTexts(lines: readonly RawLine[]): readonly string[] {
  return lines.flatMap(({ words }) => {
    const [first, second] = words
    const isCheck = (first === 'option' && second === 'httpchk') || first === 'http-check' || first === 'tcp-check'
    return isCheck ? words.slice(2).map((word) => word.replaceAll(/["'\\]/g, '')) : []
  })
}
