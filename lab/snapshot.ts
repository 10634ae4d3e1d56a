import { readFile } from 'node:fs/promises'

/** The sh, to be run as root on a host, that tells everything which a run may change: one sorted line a thing. */
export function snapshotScript(): Promise<string> {
  return readFile(new URL('./snapshot.sh', import.meta.url), 'utf8')
}

/** The lines that only one of two snapshots has: `- ` was there before, `+ ` is there now. */
export function difference(before: readonly string[] = [], after: readonly string[] = []): string[] {
  const [had, has] = [new Set(before), new Set(after)]
  const gone = before.filter((line) => !has.has(line)).map((line) => `- ${line}`)
  return [...gone, ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`)]
}
