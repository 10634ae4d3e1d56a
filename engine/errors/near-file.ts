import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { nearest } from './nearest.ts'

const MOST_LISTED = 10

/**
 * For a file that is not there: the one of its folder that has nearly this name, or those of its kind. Undefined if there
 * is none.
 */
export async function nearFile(path: string): Promise<string | undefined> {
  const folder = dirname(path)
  const names = await readdir(folder).catch(() => undefined)
  if (names === undefined) return (await exists(folder)) ? undefined : `There is no folder ${folder}.`
  const kind = extname(path) || '.yml'
  const alike = names.filter((name) => !name.startsWith('.') && extname(name) === kind).sort()
  const near = nearest(basename(path), alike) ?? alike.find((name) => name === `${basename(path)}${kind}`)
  if (near !== undefined) return `Did you mean ${beside(path, near)}?`
  if (alike.length === 0) return undefined
  const more = alike.length > MOST_LISTED ? ` and ${alike.length - MOST_LISTED} more` : ''
  return `There ${alike.length === 1 ? 'is' : 'are'} ${alike.slice(0, MOST_LISTED).join(', ')}${more} in ${folder === '.' ? 'this folder' : folder}.`
}

/** The path of another file of the folder, written in the same way. */
function beside(path: string, name: string): string {
  const before = path.slice(0, path.length - basename(path).length)
  return before === '' ? name : join(before, name)
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
