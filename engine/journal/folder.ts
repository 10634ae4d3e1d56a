import { type Sh, sh } from '../shell.ts'

/** evenkeel's folder on a host, for messages. */
const HOME = '/var/lib/evenkeel'

/** The same folder, for scripts. Tests set the variable, because they are not root. */
export const home: Sh = sh`"\${EVENKEEL_HOME:-/var/lib/evenkeel}"`

/** A run's folder on a host, for messages. */
export function runFolder(run: string): string {
  return `${HOME}/runs/${run}`
}

/** A run's folder on a host, for scripts. */
export function folderOf(run: string): Sh {
  return sh`${home}/runs/${run}`
}
