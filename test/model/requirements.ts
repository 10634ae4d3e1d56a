import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../lab/command.ts'

/** What the model checker needs, by Debian package: one path of these must be there. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  spin: onPath('spin'),
  gcc: onPath('gcc'),
  'libc6-dev': ['/usr/include/stdio.h'],
}

/** Installs what is missing, as root or by sudo, and says so. Throws where that fails. */
export async function ensureRequirements(say: (line: string) => void): Promise<void> {
  const missing: string[] = []
  for (const [name, paths] of Object.entries(NEEDED)) if (!(await isAnyThere(paths))) missing.push(name)
  if (missing.length === 0) return
  const prefix = process.getuid?.() === 0 ? [] : ['sudo']
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']
  const install = ['install', '--yes', '--no-install-recommends', ...missing]
  say(`installing what the model checker needs: ${[...prefix, 'apt-get', ...install].join(' ')}`)
  for (const words of [['update'], install]) {
    const [program = '', ...rest] = [...apt, ...words]
    await run(program, rest)
  }
}

function onPath(program: string): string[] {
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
