import { EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { home } from '../../journal/folder.ts'
import type { RunHeader } from '../../journal/header.ts'
import { readHeard } from '../../journal/heard.ts'
import { readLockOwner, UNKNOWN_RUN, unreadableOwner } from '../../journal/lock-owner.ts'
import { writeRecord } from '../../journal/record.ts'
import { sh } from '../../shell.ts'
import { scriptWith } from '../../target/scripts.ts'
import { hintForRun } from '../../unfinished.ts'
import { failureOf } from './answer.ts'

/** Exit statuses of `engine/target/lock.sh`. */
const HELD = 75
const RELEASED = 77

/** What a lock says of its owner: enough of a {@link RunHeader}. */
export type LockHolder = Pick<RunHeader, 'run' | 'operator' | 'started'>

/** Takes a host's lock; the controller counts as gone after `lease` seconds of silence. Throws `locked` with the operator, start and state of the run that has it. */
export async function acquireLock(pool: HostPool, host: string, holder: LockHolder, lease: number): Promise<void> {
  const first = await tryToLock(pool, host, holder, lease)
  // The other run had ended, and has released its lock only now: one more try is enough.
  const result = first.status === RELEASED ? await tryToLock(pool, host, holder, lease) : first
  if (result.status === 0) return
  if (result.status !== HELD) throw failureOf(result, host, 'lock')
  const [owner = '', status = ''] = result.stdout.trimEnd().split('\n')
  throw lockedBy(host, owner, status)
}

function tryToLock(pool: HostPool, host: string, holder: LockHolder, lease: number) {
  const owner = writeRecord({ run: holder.run, operator: holder.operator, since: holder.started })
  return pool.connection(host).script(scriptWith('lock', owner, lease))
}

/** Notes on a host that this controller is alive: the run has its lock, and has not changed it yet. */
export async function noteAlive(pool: HostPool, host: string, run: string, lease: number): Promise<void> {
  await pool.connection(host).script(scriptWith('hear', run, lease), { silence: (lease * 1000) / 3 })
}

/** For grep: an owner that names a run. */
const WITH_RUN = '"run":"[0-9]\\{8\\}-[0-9]\\{6\\}-[a-z0-9]\\{4\\}"'

/**
 * Releases the lock if this run has it, or, for {@link UNKNOWN_RUN}, if its owner names no run. In one rename, so that
 * there is never a lock without its owner.
 */
export async function releaseLock(pool: HostPool, host: string, run: string): Promise<void> {
  const isOurs =
    run === UNKNOWN_RUN
      ? sh`! grep -qs ${WITH_RUN} ${home}/lock/owner`
      : sh`grep -qs ${`"run":"${run}"`} ${home}/lock/owner`
  const released = sh`${home}/lock.${run}`
  await pool
    .connection(host)
    .script(sh`if ${isOurs}; then mv ${home}/lock ${released}; rm -rf ${released}; fi; exit 0`.script)
}

function lockedBy(host: string, written: string, status: string): EvenkeelError {
  const owner = readLockOwner(written)
  const { run, operator, since } = owner
  const whose =
    run === UNKNOWN_RUN
      ? 'there is a lock whose owner is not known'
      : `it is locked by ${operator} since ${since} (run ${run})`
  const message = `Cannot change ${host}: ${whose}${unreadableOwner(owner)}`
  const [state = '', left = '0', ...heard] = status.split(' ')
  return new EvenkeelError('locked', message, {
    host,
    hint: hintForRun(state, Number(left), run, readHeard(heard.join(' '))),
  })
}
