import { type Sh, sh } from '../shell.ts'

/** Where everything of evenkeel lies on a host, for people. */
const HOME = '/var/lib/evenkeel'

/** The same for scripts. The variable is for tests, which have no root. */
export const home: Sh = sh`"\${EVENKEEL_HOME:-/var/lib/evenkeel}"`

/** A run's folder on a host, for people. */
export function runFolder(run: string): string {
  return `${HOME}/runs/${run}`
}

/** A run's folder on a host, for scripts. */
export function folderOf(run: string): Sh {
  return sh`${home}/runs/${run}`
}
