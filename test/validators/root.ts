import type { ExecutionContext } from 'ava'
import { requireRoot } from '../../lab/local/requirements.ts'
import { debianRoot } from '../support/debian-root.ts'

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
  'ca-certificates',
  'haproxy',
  'iproute2',
  'keepalived',
  'libnginx-mod-stream',
  'logrotate',
  'mount',
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

/** Makes the missing root file systems; a minute each. */
export async function ensureRoots(t: ExecutionContext): Promise<void> {
  requireRoot()
  for (const release of RELEASES) await ensureRoot(release, (line) => t.log(line))
}

/** Returns a folder with a release's packages, unpacked and configured. Makes it once; this machine is not changed. */
export async function ensureRoot({ suite }: Release, say: (line: string) => void): Promise<string> {
  const options = ['--skip=cleanup/apt/lists', `--customize-hook=chroot "$1" sh -euc '${DOWNLOAD}'`]
  return debianRoot({ purpose: 'validators', suite, packages: PACKAGES, options }, say)
}
