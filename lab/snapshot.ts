import { readFile } from 'node:fs/promises'

/** A script for root on a host that prints everything that a run may change, in sorted lines. */
export function snapshotScript(): Promise<string> {
  return readFile(new URL('./snapshot.sh', import.meta.url), 'utf8')
}

/** The lines in which two snapshots differ: `- ` only before, `+ ` only after. */
export function difference(before: readonly string[] = [], after: readonly string[] = []): string[] {
  const [linesBefore, linesAfter] = [new Set(before), new Set(after)]
  const gone = before.filter((line) => !linesAfter.has(line)).map((line) => `- ${line}`)
  return [...gone, ...after.filter((line) => !linesBefore.has(line)).map((line) => `+ ${line}`)]
}
