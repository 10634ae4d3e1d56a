import { EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { home } from '../../journal/folder.ts'
import type { RunHeader } from '../../journal/header.ts'
import { readLockOwner, UNKNOWN_RUN } from '../../journal/lock-owner.ts'
import { sh } from '../../shell.ts'
import { hintForRun } from '../../unfinished.ts'
import { broken } from './answer.ts'

const HELD = 75
const FREED = 77

/** Takes a host's lock, or throws `locked` naming who holds it, since when, and how that run stands. */
export async function acquireLock(pool: HostPool, host: string, header: RunHeader): Promise<void> {
  const result = await tryToLock(pool, host, header)
  // A run that ended died before it gave the lock back: that is done now, and once is enough.
  const settled = result.status === FREED ? await tryToLock(pool, host, header) : result
  if (settled.status === 0) return
  if (settled.status !== HELD) throw broken(settled, host, 'lock')
  const [owner = '', status = ''] = settled.stdout.trimEnd().split('\n')
  throw lockedBy(host, owner, status)
}

function tryToLock(pool: HostPool, host: string, header: RunHeader) {
  const owner = JSON.stringify({ run: header.run, operator: header.operator, since: header.started })
  return pool.connection(host).script(
    sh`umask 077
       mkdir -p ${home} && chmod 700 ${home} || exit 70
       if mkdir ${home}/lock 2>/dev/null; then
         cd ${home}/lock && printf '%s\n' ${owner} >owner.new && { sync owner.new 2>/dev/null || sync; } &&
           mv owner.new owner || { rm -r ${home}/lock; exit 70; }
         exit
       fi
       test -d ${home}/lock || { mkdir ${home}/lock; exit 70; }
       printf '%s\n' "$(head -n 1 ${home}/lock/owner | tr -d '\\0')"
       run=${home}/runs/$(sed -n 's/.*"run":"\\([^"]*\\)".*/\\1/p' ${home}/lock/owner)
       test -e "$run/standing.sh" || exit ${HELD}
       . "$run/standing.sh"
       read_standing "$run"
       case $state in
         committed) sh "$run/runner.sh" commit >/dev/null && exit ${FREED} ;;
         reverted) sh "$run/runner.sh" revert >/dev/null && exit ${FREED} ;;
         abandoned) sh "$run/runner.sh" abandon >/dev/null && exit ${FREED} ;;
       esac
       left=0
       if is_leased; then read_lease; fi
       echo "$state $left"
       exit ${HELD}`.script,
  )
}

/** Gives the lock back where it is this run's, or nobody's for {@link UNKNOWN_RUN}; in one rename, so that it keeps its owner. */
export async function releaseLock(pool: HostPool, host: string, run: string): Promise<void> {
  const isOurs =
    run === UNKNOWN_RUN
      ? sh`! grep -qs ${'"run":"[^"][^"]*"'} ${home}/lock/owner`
      : sh`grep -qs ${`"run":"${run}"`} ${home}/lock/owner`
  const away = sh`${home}/lock.${run}`
  await pool.connection(host).script(sh`if ${isOurs}; then mv ${home}/lock ${away}; rm -rf ${away}; fi; exit 0`.script)
}

function lockedBy(host: string, written: string, status: string): EvenkeelError {
  const { run, operator, since } = readLockOwner(written)
  const message =
    run === UNKNOWN_RUN
      ? `Cannot change ${host}: there is a lock whose owner is not known`
      : `Cannot change ${host}: it is locked by ${operator} since ${since} (run ${run})`
  const [state = '', left = '0'] = status.split(' ')
  return new EvenkeelError('locked', message, { host, hint: hintForRun(state, Number(left), run) })
}
