import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../../lab/command.ts'

/** Debian packages by name; a package is installed if one of its paths exists. */
export type Needed = Readonly<Record<string, readonly string[]>>

/** Installs missing packages, as root or by sudo, and reports that. Throws if that fails. */
export async function ensurePackages(needed: Needed, say: (line: string) => void): Promise<void> {
  const missing: string[] = []
  for (const [name, paths] of Object.entries(needed)) if (!(await isAnyThere(paths))) missing.push(name)
  if (missing.length === 0) return
  const prefix = process.getuid?.() === 0 ? [] : ['sudo']
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']
  const install = ['install', '--yes', '--no-install-recommends', ...missing]
  say(`installing what the tests need: ${[...prefix, 'apt-get', ...install].join(' ')}`)
  for (const words of [['update'], install]) {
    const [program = '', ...rest] = [...apt, ...words]
    await runProgram(program, rest)
  }
}

/** The paths at which a program of this name may be. */
export function onPath(program: string): string[] {
  return (process.env.PATH ?? '').split(':').map((folder) => join(folder, program))
}

async function isAnyThere(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const isThere = await access(path, constants.R_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return true
  }
  return false
}
