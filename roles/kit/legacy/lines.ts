import type { z } from 'zod'
import { extraLines } from '../vars/words.ts'

/** Lines of old tutorials, each with what to write today. */
export type LegacyLines = readonly (readonly [RegExp, string])[]

/** The user's own lines; legacy ones are errors. `takeApart` splits the text into the parts that are tested. */
export function refusingLegacyLines(
  legacy: LegacyLines,
  takeApart: (lines: string) => readonly string[],
): z.ZodType<string, string> {
  return extraLines.superRefine((lines, context) => {
    for (const message of complaints(takeApart(lines), legacy)) context.addIssue({ code: 'custom', message })
  })
}

/** All complaints at once, so that a pasted tutorial can be corrected in one go. */
function complaints(lines: readonly string[], legacy: LegacyLines): string[] {
  return lines.flatMap((line) => {
    const found = legacy.find(([pattern]) => pattern.test(line))
    return found === undefined ? [] : [`"${line}": ${found[1]}`]
  })
}
