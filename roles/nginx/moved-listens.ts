import { shFile } from '../../engine/shell.ts'

const FILE = new URL('./moved-listens.sh', import.meta.url)

/**
 * Succeeds if a TCP port is configured on every address while nginx holds it on single ones, or the other way round.
 * The kernel refuses the new socket while the old one is open, so a reload fails silently and only a restart can move
 * the port. A socket of another program does not count: a restarted nginx would not get it either.
 */
export const MOVED_LISTENS = shFile(FILE).script
