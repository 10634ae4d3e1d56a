import { EvenkeelError } from '../errors/error.ts'
import type { RunHeader } from '../journal/header.ts'
import type { Session } from '../session.ts'
import { sh } from '../shell.ts'
import { broken } from './answer.ts'
import { home } from './folder.ts'
import { NAMELESS, wayOut } from './unfinished.ts'

const HELD = 75
const FREED = 77

/** Takes a host's lock, or throws `locked` naming who holds it, since when, and how that run stands. */
export async function lock(session: Session, host: string, header: RunHeader): Promise<void> {
  const result = await tryToLock(session, host, header)
  // A run that ended died before it gave the lock back: that is done now, and once is enough.
  const settled = result.status === FREED ? await tryToLock(session, host, header) : result
  if (settled.status === 0) return
  if (settled.status !== HELD) throw broken(settled, host, 'lock')
  const [owner = '', standing = ''] = settled.stdout.trim().split('\n')
  throw lockedBy(host, owner, standing)
}

function tryToLock(session: Session, host: string, header: RunHeader) {
  const owner = JSON.stringify({ run: header.run, operator: header.operator, since: header.started })
  return session.connection(host).script(
    sh`umask 077
       mkdir -p ${home} && chmod 700 ${home} || exit 70
       if mkdir ${home}/lock 2>/dev/null; then
         printf '%s\n' ${owner} >${home}/lock/owner || { rm -r ${home}/lock; exit 70; }
         exit
       fi
       test -d ${home}/lock || { mkdir ${home}/lock; exit 70; }
       cat ${home}/lock/owner
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

/** Gives the lock back where it is ours. */
export async function unlock(session: Session, host: string, run: string): Promise<void> {
  await session
    .connection(host)
    .script(sh`grep -q ${`"run":"${run}"`} ${home}/lock/owner && rm -r ${home}/lock; exit 0`.script)
}

/** A power cut may have left none, or half of one. */
function readOwner(written: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(written) as Record<string, string>
  } catch {
    return {}
  }
}

function lockedBy(host: string, owner: string, standing: string): EvenkeelError {
  const { run = NAMELESS, operator = 'unknown', since = 'unknown' } = readOwner(owner)
  const message = `Cannot change ${host}: it is locked by ${operator} since ${since} (run ${run})`
  const [state = '', left = '0'] = standing.split(' ')
  return new EvenkeelError('locked', message, { host, hint: wayOut(state, Number(left), run) })
}
