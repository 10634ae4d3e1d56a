import type { z } from 'zod'
import { extraLines } from './words.ts'

/** What old tutorials write, and how it is written today. */
export type ObsoleteLines = readonly (readonly [RegExp, string])[]

/** Lines of a program's own, none of which is obsolete. `takeApart` makes of the whole what the expressions look at. */
export function modernLines(
  obsolete: ObsoleteLines,
  takeApart: (lines: string) => readonly string[],
): z.ZodType<string, string> {
  return extraLines.superRefine((lines, context) => {
    const message = complaintAbout(takeApart(lines), obsolete)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
}

function complaintAbout(lines: readonly string[], obsolete: ObsoleteLines): string | undefined {
  for (const line of lines) {
    const found = obsolete.find(([pattern]) => pattern.test(line))
    if (found !== undefined) return `"${line}": ${found[1]}`
  }
  return undefined
}
