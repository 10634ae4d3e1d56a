import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runProgram } from '../command.ts'
import { imagesFolder } from '../place.ts'
import type { LabProgress } from '../progress.ts'
import type { ImageName } from '../settings.ts'
import { sourcesOf } from './apt-sources.ts'
import { downloadPackages, packageLists } from './package-repository.ts'
import { PACKAGES_HOST, RECIPES, type Recipe } from './recipe.ts'

/** Increase this with every change of the code below that builds an image from its recipe. */
const BUILDER = 2
const MODULES = '/usr/lib/uml/modules'
const BOOT = new URL('./image/boot.sh', import.meta.url)
const UNIT = new URL('./image/evenkeel-lab.service', import.meta.url)

/** A root file system that hosts copy on write, and its packages. */
export interface Image {
  /** Path of an ext4 file system. */
  readonly disk: string
  /** Folder of an apt repository. */
  readonly packages: string
}

/** Returns the image of a recipe. Builds it if no lab has built it before, which takes about a minute. */
export async function ensureImage(name: ImageName, progress: LabProgress): Promise<Image> {
  const recipe = RECIPES[name]
  const kernel = await kernelRelease()
  const files = { ...recipe.files, boot: await readFile(BOOT, 'utf8'), unit: await readFile(UNIT, 'utf8') }
  const content = JSON.stringify({ builder: BUILDER, ...recipe, files, name, kernel }, undefined, 2)
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 16)
  const folder = join(imagesFolder(), digest)
  const image = { disk: join(folder, 'disk.ext4'), packages: join(folder, 'packages') }
  if (existsSync(folder)) return image
  await removeAbandoned(dirname(folder))
  progress({
    type: 'remark',
    message: `building the image "${name}" from Debian ${recipe.suite}: once, about a minute`,
  })
  await build(name, recipe, kernel, folder, content)
  return image
}

async function build(
  name: ImageName,
  recipe: Recipe,
  kernel: string | undefined,
  folder: string,
  content: string,
): Promise<void> {
  const work = `${folder}.building-${process.pid}`
  const root = join(work, 'root')
  await mkdir(work, { recursive: true })
  try {
    await bootstrap(recipe, root, work)
    await downloadPackages(root, join(work, 'packages'), recipe.served)
    if (kernel !== undefined) await addKernelModules(root, kernel)
    await addOwnFiles(root, recipe)
    await addPackageLists(root, name, join(work, 'packages'))
    await makeFileSystem(root, join(work, 'disk.ext4'), recipe.gigabytes)
    await rm(root, { recursive: true })
    await writeFile(join(work, 'recipe.json'), content)
    await moveInPlace(work, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function bootstrap(recipe: Recipe, root: string, work: string): Promise<void> {
  const sources = await sourcesOf(recipe.suite)
  const words = [
    '--variant=minbase',
    `--include=${recipe.packages.join(',')}`,
    '--skip=cleanup/apt/lists',
    ...(recipe.aptOptions ?? []).map((option) => `--aptopt=${option}`),
    recipe.suite,
    root,
  ]
  if (sources !== '') {
    await writeFile(join(work, 'debian.sources'), sources)
    words.push(join(work, 'debian.sources'))
  }
  await runProgram('mmdebstrap', words)
}

async function addKernelModules(root: string, kernel: string): Promise<void> {
  await cp(join(MODULES, kernel), join(root, 'lib', 'modules', kernel), { recursive: true })
  await runProgram('chroot', [root, 'depmod', kernel])
}

async function addOwnFiles(root: string, recipe: Recipe): Promise<void> {
  const units = join(root, 'usr/lib/systemd/system')
  await mkdir(join(root, 'usr/lib/evenkeel-lab'), { recursive: true })
  await mkdir(join(root, 'var/log/journal'), { recursive: true })
  await mkdir(join(root, 'var/lib/evenkeel-lab'), { recursive: true })
  await mkdir(join(units, 'sysinit.target.wants'), { recursive: true })
  await copyFile(BOOT, join(root, 'usr/lib/evenkeel-lab/boot.sh'))
  await copyFile(UNIT, join(units, 'evenkeel-lab.service'))
  await symlink('../evenkeel-lab.service', join(units, 'sysinit.target.wants/evenkeel-lab.service'))
  await mask(join(root, 'etc/systemd/system'), recipe.masked)
  await mask(join(root, 'etc/systemd/system-generators'), recipe.maskedGenerators)
  for (const [path, content] of Object.entries(recipe.files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  const keys = (await readdir(join(root, 'etc/ssh'))).filter((name) => name.startsWith('ssh_host_'))
  for (const key of keys) await rm(join(root, 'etc/ssh', key))
}

async function mask(folder: string, names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of names) await symlink('/dev/null', join(folder, name))
}

/** Gives hosts the lists of the served packages from the start, as after an `apt-get update`. */
async function addPackageLists(root: string, name: ImageName, packages: string): Promise<void> {
  await rm(join(root, 'etc/apt/sources.list.d'), { recursive: true, force: true })
  await mkdir(join(root, 'etc/apt/sources.list.d'))
  await rm(join(root, 'etc/resolv.conf'), { force: true })
  await writeFile(join(root, 'etc/apt/sources.list'), `deb [trusted=yes] http://${PACKAGES_HOST}/${name} ./\n`)
  const lists = join(root, 'var/lib/apt/lists')
  await rm(lists, { recursive: true })
  await mkdir(join(lists, 'partial'), { recursive: true })
  await chmod(join(lists, 'partial'), 0o700)
  for (const list of packageLists)
    await copyFile(join(packages, list), join(lists, `${PACKAGES_HOST}_${name}_._${list}`))
}

/** Writes all tables now: otherwise every host would write them into its own copy in the background. */
async function makeFileSystem(root: string, disk: string, gigabytes: number): Promise<void> {
  await writeFile(disk, '')
  await truncate(disk, gigabytes * 2 ** 30)
  await runProgram('mkfs.ext4', [
    '-q',
    '-F',
    '-d',
    root,
    '-E',
    'lazy_itable_init=0,lazy_journal_init=0,nodiscard',
    disk,
  ])
  await chmod(disk, 0o444)
}

/** Another lab may have built the same image meanwhile. */
async function moveInPlace(work: string, folder: string): Promise<void> {
  await rename(work, folder).catch(async (error: unknown) => {
    if (!(await stat(folder).catch(() => undefined))) throw error
  })
}

async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const builder = name.match(/\.building-(\d+)$/)?.[1]
    if (builder !== undefined && !existsSync(`/proc/${builder}`)) await rm(join(folder, name), { recursive: true })
  }
}

/** Of UML, where it is installed: containers need no modules. */
async function kernelRelease(): Promise<string | undefined> {
  const [release] = await readdir(MODULES).catch(() => [])
  return release
}
