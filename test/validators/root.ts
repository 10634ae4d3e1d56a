import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { debianSources } from '../../lab/apt-sources.ts'
import { run } from '../../lab/command.ts'
import { imagesFolder } from '../../lab/place.ts'
import { ensurePackages, onPath } from '../support/debian-packages.ts'

/** The releases of Debian whose programs judge what roles write, and their numbers. */
export const RELEASES = { bookworm: '12', trixie: '13' } as const

export type Release = keyof typeof RELEASES

/** The programs, and what makes a root file system of them one in which steps can run. */
const PACKAGES = [
  'apache2',
  'haproxy',
  'iproute2',
  'keepalived',
  'libnginx-mod-stream',
  'logrotate',
  'nftables',
  'nginx',
  'openssl',
  'rsyslog',
  'rsyslog-relp',
]

const NEEDED = { mmdebstrap: onPath('mmdebstrap'), 'util-linux': onPath('unshare'), iproute2: onPath('ip') }

/** A folder with a release's packages, unpacked and configured there, not on this machine; made once. */
export async function ensureRoot(release: Release, say: (line: string) => void): Promise<string> {
  const sources = await sourcesOf(release)
  const recipe = JSON.stringify({ release, packages: PACKAGES, sources })
  const digest = createHash('sha256').update(recipe).digest('hex').slice(0, 16)
  const folder = join(dirname(imagesFolder()), 'validators', `${release}-${digest}`)
  if (existsSync(folder)) return folder
  await ensurePackages(NEEDED, say)
  say(`unpacking the validators of Debian ${release}: once, about a minute`)
  const work = `${folder}.making-${process.pid}`
  try {
    await mkdir(work, { recursive: true })
    const written = sources === '' ? [] : [join(work, 'debian.sources')]
    for (const path of written) await writeFile(path, sources)
    const root = join(work, 'root')
    await run('mmdebstrap', ['--variant=essential', `--include=${PACKAGES.join(',')}`, release, root, ...written])
    await moveInPlace(root, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return folder
}

/** Where this machine gets its own packages from, it gets those of another release. */
async function sourcesOf(release: Release): Promise<string> {
  const own = await debianSources(release)
  const [, name] = (await readFile('/etc/os-release', 'utf8')).match(/^VERSION_CODENAME=(\w+)$/m) ?? []
  if (own !== '' || name === undefined) return own
  return (await debianSources(name)).replaceAll(new RegExp(`\\b${name}\\b`, 'g'), release)
}

/** Somebody else may have been quicker. */
async function moveInPlace(root: string, folder: string): Promise<void> {
  await rename(root, folder).catch((error: unknown) => {
    if (!existsSync(folder)) throw error
  })
}
