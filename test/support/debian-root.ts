import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runProgram } from '../../lab/command.ts'
import { sourcesOf } from '../../lab/local/apt-sources.ts'
import { imagesFolder } from '../../lab/place.ts'
import { ensurePackages, onPath } from './debian-packages.ts'

/** The packages of a release of Debian, unpacked and configured in a folder. */
export interface RootRecipe {
  /** The cache's folder, such as `validators`. */
  readonly purpose: string
  readonly suite: string
  readonly packages: readonly string[]
  /** More options of mmdebstrap. */
  readonly options?: readonly string[]
}

const NEEDED = { mmdebstrap: onPath('mmdebstrap'), 'util-linux': onPath('unshare'), iproute2: onPath('ip') }

/** Returns the folder. Makes it once, which takes minutes; this machine is not changed. */
export async function debianRoot(recipe: RootRecipe, say: (line: string) => void): Promise<string> {
  const sources = await sourcesOf(recipe.suite)
  const whole = JSON.stringify({ ...recipe, sources })
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 16)
  const folder = join(dirname(imagesFolder()), recipe.purpose, `${recipe.suite}-${digest}`)
  if (existsSync(folder)) return folder
  await ensurePackages(NEEDED, say)
  say(`unpacking the ${recipe.purpose} of Debian ${recipe.suite}: once, in minutes`)
  await unpack(recipe, sources, folder)
  return folder
}

async function unpack({ suite, packages, options = [] }: RootRecipe, sources: string, folder: string): Promise<void> {
  const work = `${folder}.making-${process.pid}`
  const root = join(work, 'root')
  const list = join(work, 'debian.sources')
  try {
    await mkdir(work, { recursive: true })
    await writeFile(list, sources)
    const words = ['--variant=essential', `--include=apt,${packages.join(',')}`, ...options, suite, root]
    await runProgram('mmdebstrap', sources === '' ? words : [...words, list])
    await moveInPlace(root, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Another process may have made the same folder meanwhile. */
async function moveInPlace(root: string, folder: string): Promise<void> {
  await rename(root, folder).catch((error: unknown) => {
    if (!existsSync(folder)) throw error
  })
}
