import { setTimeout } from 'node:timers/promises'
import { EvenkeelError } from '../errors/error.ts'
import type { CommandResult } from '../host/connection.ts'
import type { RunHeader } from '../journal/header.ts'
import type { Session } from '../session.ts'
import { type Sh, sh } from '../shell.ts'
import { script } from '../target/scripts.ts'
import type { Bundle } from './bundle.ts'
import type { Follower, Rest } from './follow.ts'

const HOME = '/var/lib/evenkeel'

/** Where everything of evenkeel lies on a host. The variable is for tests, which have no root. */
const home = sh`"\${EVENKEEL_HOME:-/var/lib/evenkeel}"`

/** Seconds between the tries to find a host again whose connection broke in the middle of a run. */
const PATIENCE = [1, 4, 10]

/** A run's folder on a host, for people. */
export function runFolder(run: string): string {
  return `${HOME}/runs/${run}`
}

/** A run's folder on a host, for scripts. */
export function folderOf(run: string): Sh {
  return sh`${home}/runs/${run}`
}

/** Takes a host's lock, or throws `locked` naming who holds it and since when. */
export async function lock(session: Session, host: string, header: RunHeader): Promise<void> {
  const owner = JSON.stringify({ run: header.run, operator: header.operator, since: header.started })
  const result = await session.connection(host).script(
    sh`umask 077
       mkdir -p ${home} && chmod 700 ${home} || exit 70
       if mkdir ${home}/lock 2>/dev/null; then
         printf '%s\n' ${owner} >${home}/lock/owner || { rm -r ${home}/lock; exit 70; }
         exit
       fi
       cat ${home}/lock/owner
       run=$(sed -n 's/.*"run":"\\([^"]*\\)".*/\\1/p' ${home}/lock/owner)
       for state in open reverting stuck; do
         if test -e ${home}/runs/"$run/$state"; then exit 76; fi
       done
       exit 75`.script,
  )
  if (result.status === 0) return
  if (result.status === 75) throw lockedBy(host, result.stdout, (_run) => `rm -r ${HOME}/lock`)
  if (result.status === 76) throw lockedBy(host, result.stdout, (run) => `sh ${runFolder(run)}/runner.sh revert`)
  throw broken(result, host, 'lock')
}

/** Gives the lock back where it is ours. */
export async function unlock(session: Session, host: string, run: string): Promise<void> {
  await session
    .connection(host)
    .script(sh`grep -q ${`"run":"${run}"`} ${home}/lock/owner && rm -r ${home}/lock; exit 0`.script)
}

/** Asks the runner to take everything back instead of starting its next step. */
export async function requestStop(session: Session, host: string, run: string): Promise<void> {
  await session.connection(host).script(sh`test -d ${folderOf(run)} && : >${folderOf(run)}/stop; exit 0`.script)
}

/** Sends a stage, starts it, and follows it until it rests. */
export async function runStage(
  session: Session,
  run: string,
  stage: number,
  bundle: Bundle,
  follower: Follower,
): Promise<Rest> {
  const { host } = follower
  const folder = folderOf(run)
  const receive = sh`sh -c ${script('receive')} evenkeel ${run} ${stage} ${bundle.sha256} ${bundle.unpackSize} ${bundle.tableSize}`
  const onLine = (line: string) => follower.take(line)
  const start = async () => {
    const result = await session.connection(host).command(receive, { input: bundle.bytes(), onLine })
    refuseBroken(result, host, 'start the run')
  }
  // A stage is sent once: whether it was started is what its event file tells.
  const goOn = async () => {
    const follow = sh`exec sh ${folder}/follow.sh ${folder} ${follower.next} ${stage}`
    await session.connection(host).script(follow.script, { onLine })
  }
  follower.begin(stage)
  return followed(session, follower, start, goOn)
}

/** Makes the host take back, or keep, what the run did there, and says how it stands then. */
export async function conclude(
  session: Session,
  run: string,
  what: 'revert' | 'commit',
  follower: Follower,
): Promise<Rest> {
  const { host } = follower
  const folder = folderOf(run)
  const conclusion = sh`if test ${what} = revert && test -d ${folder}; then : >${folder}/stop; fi
       if ! test -e ${folder}/events; then
         rm -f ${folder}/stages/*/bundle ${folder}/stages/*/input-*
         echo 'rest untouched'
         exit
       fi
       from=$(($(wc -l <${folder}/events) + 1))
       sh ${folder}/start.sh ${what} || exit
       exec sh ${folder}/follow.sh ${folder} "$from"`
  // The same once more is safe: the second runner waits for the first, and finds how it ended.
  const start = async () => {
    follower.begin(undefined)
    const onLine = (line: string) => follower.take(line)
    refuseBroken(await session.connection(host).script(conclusion.script, { onLine }), host, what)
  }
  return followed(session, follower, start, start)
}

/** Starts and follows; where the connection breaks, logs in again and goes on. */
async function followed(
  session: Session,
  follower: Follower,
  start: () => Promise<void>,
  goOn: () => Promise<void>,
): Promise<Rest> {
  let failure: unknown
  try {
    await start()
    return follower.rest
  } catch (error) {
    if (!isLost(error)) throw error
    failure = error
  }
  const { host } = follower
  for (const seconds of PATIENCE) {
    session.means.emit({ type: 'waiting', host, why: `the connection broke; trying again in ${seconds} s` })
    await setTimeout(seconds * 1000)
    try {
      await session.reconnect(host)
      await goOn()
      return follower.rest
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

function isLost(error: unknown): boolean {
  return error instanceof EvenkeelError && error.code === 'lost'
}

/** `free` is what frees the host by hand: an unfinished run is taken back, a mere lock is removed. */
function lockedBy(host: string, owner: string, free: (run: string) => string): EvenkeelError {
  const {
    run = 'unknown',
    operator = 'unknown',
    since = 'unknown',
  } = JSON.parse(owner || '{}') as Record<string, string>
  return new EvenkeelError('locked', `Cannot change ${host}: it is locked by ${operator} since ${since} (run ${run})`, {
    host,
    hint: `Wait until that run has ended. If nobody is at it any more, this frees ${host}: ${free(run)}`,
  })
}

/** Throws `lost` for a result without a status, `step` for a failed one. */
function refuseBroken(result: CommandResult, host: string, what: string): void {
  if (result.status !== 0) throw broken(result, host, what)
}

function broken(result: CommandResult, host: string, what: string): EvenkeelError {
  if (result.status === undefined)
    return new EvenkeelError('lost', `Lost ${host} while it was asked to ${what}: what it did is unknown`, { host })
  const words = result.stderr.trim() || result.stdout.trim() || `status ${result.status}`
  return new EvenkeelError('step', `${host} could not ${what}: ${words}`, { host })
}
