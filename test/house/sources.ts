import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../', import.meta.url)

/** Folders with TypeScript. */
export const FOLDERS = ['cli', 'library', 'playbooks', 'roles', 'inventory', 'engine', 'lab', 'scripts', 'test']

/** Paths from the root, such as `engine/plan/plan.ts`. */
export function sourcesOf(folder: string): string[] {
  return globSync(`${folder}/**/*.ts`, { cwd: fileURLToPath(ROOT) })
    .filter((path) => !path.includes('node_modules'))
    .sort()
}

/** @param path from the root */
export function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8')
}
