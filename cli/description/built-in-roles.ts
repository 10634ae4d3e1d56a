import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SOURCE_EXTENSION } from './role-imports.ts'

const BUILT_IN = fileURLToPath(new URL('../../roles/', import.meta.url))

/** Names of the roles that come with evenkeel. */
export async function builtInRoles(): Promise<readonly string[]> {
  const entries = await readdir(BUILT_IN, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return folders.filter((name) => existsSync(builtInRoleFile(name))).sort()
}

export function builtInRoleFile(name: string): string {
  return join(BUILT_IN, name, `role${SOURCE_EXTENSION}`)
}
