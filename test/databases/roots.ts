import type { ExecutionContext } from 'ava'
import { requireRoot } from '../../lab/local/requirements.ts'
import { debianRoot, type RootRecipe } from '../support/debian-root.ts'

/** The two kinds of servers, by the name that roles and resources have for them. */
export type Engine = 'mariadb' | 'mysql'

export const ENGINES: readonly Engine[] = ['mariadb', 'mysql']

/** What a host of a pair has besides its server, and what tests look at it with. */
const COMMON = [
  'busybox',
  'curl',
  'haproxy',
  'iproute2',
  'iputils-ping',
  'keepalived',
  'nftables',
  'openssl',
  'procps',
  'psmisc',
  'socat',
]

/** Debian 12 has MariaDB 10.11; only Debian's unstable release has MySQL. */
const RECIPES: Readonly<Record<Engine, RootRecipe>> = {
  mariadb: {
    purpose: 'databases',
    suite: 'bookworm',
    packages: ['mariadb-server', 'mariadb-backup', ...COMMON],
  },
  mysql: {
    purpose: 'databases',
    suite: 'sid',
    packages: ['mysql-server', ...COMMON],
    // A mirror may be older than the release's own limit of a few days.
    options: ['--aptopt=Acquire::Check-Valid-Until "false"'],
  },
}

/**
 * Returns a folder with a release of Debian that has this server, unpacked and configured; the server has never run.
 * Makes it once, which takes minutes. Tests share it: mount an overlay over it, as `server.ts` does.
 */
export async function databaseRoot(engine: Engine, say: (line: string) => void): Promise<string> {
  return debianRoot(RECIPES[engine], say)
}

/** For `test.before`. */
export async function ensureDatabaseRoots(t: ExecutionContext): Promise<void> {
  requireRoot()
  for (const engine of ENGINES) await databaseRoot(engine, (line) => t.log(line))
}
