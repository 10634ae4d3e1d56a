import type { z } from 'zod'
import { extraLines } from '../vars/words.ts'

/** What old tutorials write, and how it is written today. */
export type LegacyLines = readonly (readonly [RegExp, string])[]

/** Lines of a program's own, none of which is obsolete. `takeApart` makes of the whole what the expressions look at. */
export function refusingLegacyLines(
  legacy: LegacyLines,
  takeApart: (lines: string) => readonly string[],
): z.ZodType<string, string> {
  return extraLines.superRefine((lines, context) => {
    for (const message of complaints(takeApart(lines), legacy)) context.addIssue({ code: 'custom', message })
  })
}

/** All of them at once: who pastes a tutorial mends it in one go. */
function complaints(lines: readonly string[], legacy: LegacyLines): string[] {
  return lines.flatMap((line) => {
    const found = legacy.find(([pattern]) => pattern.test(line))
    return found === undefined ? [] : [`"${line}": ${found[1]}`]
  })
}
