import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../command.ts'

/** The index files of an apt repository. */
export const packageLists = ['Packages', 'Release'] as const

/** Downloads packages, and their dependencies that `root` has not installed, into a folder, and indexes it. */
export async function downloadPackages(root: string, folder: string, names: readonly string[]): Promise<void> {
  await mkdir(join(folder, 'partial'), { recursive: true })
  await runProgram('apt-get', [
    ...asIn(root),
    '-o',
    `Dir::Cache::archives=${folder}`,
    '--yes',
    '--download-only',
    'install',
    ...names,
  ])
  await rm(join(folder, 'partial'), { recursive: true })
  await rm(join(folder, 'lock'), { force: true })
  const packages = await indexOf(folder)
  await writeFile(join(folder, 'Packages'), packages)
  await writeFile(join(folder, 'Release'), releaseOf(packages))
}

/** Options that make this machine's apt resolve packages for the image, without running anything in it. */
function asIn(root: string): string[] {
  return [
    `Dir=${root}`,
    `Dir::Etc=${join(root, 'etc/apt')}`,
    `Dir::State=${join(root, 'var/lib/apt')}`,
    `Dir::State::status=${join(root, 'var/lib/dpkg/status')}`,
    'Dir::Bin::methods=/usr/lib/apt/methods',
    'APT::Sandbox::User=root',
    'APT::Install-Recommends=true',
    'Debug::NoLocking=true',
  ].flatMap((option) => ['-o', option])
}

async function indexOf(folder: string): Promise<string> {
  const stanzas: string[] = []
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.deb')).sort()) {
    const content = await readFile(join(folder, name))
    const control = (await runProgram('dpkg-deb', ['--field', join(folder, name)])).trimEnd()
    stanzas.push(`${control}\nFilename: ./${name}\nSize: ${content.length}\nSHA256: ${sha256(content)}\n`)
  }
  return stanzas.join('\n')
}

function releaseOf(packages: string): string {
  const listed = ` ${sha256(packages)} ${Buffer.byteLength(packages)} Packages`
  return `Origin: evenkeel lab\nDate: ${new Date().toUTCString()}\nSHA256:\n${listed}\n`
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
