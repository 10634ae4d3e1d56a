import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { debianSources } from '../../lab/apt-sources.ts'
import { runProgram } from '../../lab/command.ts'
import { imagesFolder } from '../../lab/place.ts'
import { requireRoot } from '../../lab/requirements.ts'
import { ensurePackages, onPath } from '../support/debian-packages.ts'

/** A release of Debian, whose programs check the files of roles. */
export interface Release {
  readonly suite: string
  readonly version: string
  /** The versions for which the roles are written, as the programs print them. */
  readonly programs: Readonly<Record<string, RegExp>>
}

export const RELEASES: readonly Release[] = [
  {
    suite: 'bookworm',
    version: '12',
    programs: { 'haproxy -v': /version 2\.6\./, 'keepalived -v': /v2\.2\./, 'nginx -v': /nginx\/1\.22\./ },
  },
  {
    suite: 'trixie',
    version: '13',
    programs: { 'haproxy -v': /version 3\.0\./, 'keepalived -v': /v2\.3\./, 'nginx -v': /nginx\/1\.26\./ },
  },
]

/** The validators, and the programs that evenkeel's steps call. */
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

/**
 * For hosts without a network: the lists of the release, and a package with a state directory, an account and a changed
 * configuration, which is not installed, below /var/cache/not-installed.
 */
const NOT_INSTALLED = 'redis-server'
const DOWNLOAD = [
  'folder=/var/cache/not-installed',
  'mkdir -p $folder/partial',
  `apt-get -q -y --no-install-recommends --download-only -o Dir::Cache::archives=$folder install ${NOT_INSTALLED}`,
].join('; ')

const NEEDED = { mmdebstrap: onPath('mmdebstrap'), 'util-linux': onPath('unshare'), iproute2: onPath('ip') }

/** Makes the missing root file systems; a minute each. */
export async function ensureRoots(t: ExecutionContext): Promise<void> {
  requireRoot()
  for (const release of RELEASES) await ensureRoot(release, (line) => t.log(line))
}

/** Returns a folder with a release's packages, unpacked and configured. Makes it once; this machine is not changed. */
export async function ensureRoot({ suite }: Release, say: (line: string) => void): Promise<string> {
  const sources = await sourcesOf(suite)
  const recipe = JSON.stringify({ suite, packages: PACKAGES, download: DOWNLOAD, sources })
  const digest = createHash('sha256').update(recipe).digest('hex').slice(0, 16)
  const folder = join(dirname(imagesFolder()), 'validators', `${suite}-${digest}`)
  if (existsSync(folder)) return folder
  await ensurePackages(NEEDED, say)
  say(`unpacking the validators of Debian ${suite}: once, about a minute`)
  await unpack(suite, sources, folder)
  return folder
}

async function unpack(suite: string, sources: string, folder: string): Promise<void> {
  const work = `${folder}.making-${process.pid}`
  const root = join(work, 'root')
  const list = join(work, 'debian.sources')
  try {
    await mkdir(work, { recursive: true })
    await writeFile(list, sources)
    const extras = ['--skip=cleanup/apt/lists', `--customize-hook=chroot "$1" sh -euc '${DOWNLOAD}'`]
    const words = ['--variant=essential', `--include=apt,${PACKAGES.join(',')}`, ...extras, suite, root]
    await runProgram('mmdebstrap', sources === '' ? words : [...words, list])
    await moveInPlace(root, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** The apt sources of a release: this machine's own sources, for that release. */
async function sourcesOf(suite: string): Promise<string> {
  const known = await debianSources(suite)
  const [, own] = (await readFile('/etc/os-release', 'utf8')).match(/^VERSION_CODENAME=(\w+)$/m) ?? []
  if (known !== '' || own === undefined) return known
  return (await debianSources(own)).replaceAll(new RegExp(`\\b${own}\\b`, 'g'), suite)
}

/** Another process may have made the same folder meanwhile. */
async function moveInPlace(root: string, folder: string): Promise<void> {
  await rename(root, folder).catch((error: unknown) => {
    if (!existsSync(folder)) throw error
  })
}
