import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'

const made: string[] = []

test.after.always(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A folder for the tests of one file; it is removed after them. */
export function temporaryFolder(topic: string): string {
  const folder = mkdtempSync(join(tmpdir(), `evenkeel-${topic}-`))
  made.push(folder)
  return folder
}
