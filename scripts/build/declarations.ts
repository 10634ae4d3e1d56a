import { globSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A module in a declaration: `from './plan.js'`, `from '../engine/plan.ts'`, `import('./plan.js')`. */
const MODULE = /(?:from|import\()\s*['"](\.[^'"]+)\.[jt]s['"]/g

/** Removes the declarations of types below a folder that the entry does not reach: only the commands use those modules. */
export async function removeUnreachedDeclarations(folder: string, entry: string): Promise<void> {
  const reached = reachedFrom(join(folder, entry))
  const all = globSync('**/*.d.ts', { cwd: folder }).map((path) => join(folder, path))
  await Promise.all(all.filter((path) => !reached.has(path)).map((path) => rm(path)))
}

function reachedFrom(entry: string): ReadonlySet<string> {
  const reached = new Set([entry])
  // A set goes on with what is added to it.
  for (const path of reached)
    for (const [, module = ''] of readFileSync(path, 'utf8').matchAll(MODULE))
      reached.add(join(dirname(path), `${module}.d.ts`))
  return reached
}
