import { structuredPatch } from 'diff'
import type { Paint } from './paint.ts'

const CONTEXT = 3

/** The unified diff of two texts given as lines, without file names; empty if they are equal. */
export function diffLines(before: readonly string[], after: readonly string[], paint: Paint): string[] {
  const patch = structuredPatch('', '', joined(before), joined(after), '', '', { context: CONTEXT })
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => {
    // Leave out the position of a hunk that begins at the first line.
    const position = oldStart <= 1 && newStart <= 1 ? [] : [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`]
    return [...position.map((line) => paint('cyan', line)), ...lines.map((line) => coloured(line, paint))]
  })
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

function coloured(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line)
  return line.startsWith('-') ? paint('red', line) : line
}
