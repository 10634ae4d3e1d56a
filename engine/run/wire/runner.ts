import type { HostPool } from '../../host-pool.ts'
import { folderOf } from '../../journal/folder.ts'
import { sh } from '../../shell.ts'
import { script } from '../../target/scripts.ts'
import type { Bundle } from '../stage/bundle.ts'
import { refuseBroken } from './answer.ts'
import type { Follower, RunnerEnd } from './follow.ts'
import { type RetryWindow, retryOverNewLogin } from './retry.ts'

/** Asks the runner to take everything back instead of starting its next step. */
export async function requestStop(pool: HostPool, host: string, run: string): Promise<void> {
  await pool.connection(host).script(sh`test -d ${folderOf(run)} && : >${folderOf(run)}/stop; exit 0`.script)
}

/** Sends a stage, starts it, and follows it until it rests. */
export async function runStage(
  pool: HostPool,
  run: string,
  stage: number,
  bundle: Bundle,
  follower: Follower,
  persistence: RetryWindow,
): Promise<RunnerEnd> {
  const { host } = follower
  const folder = folderOf(run)
  const { sha256, unpackSize, tableSize, needs } = bundle
  const receive = sh`sh -c ${script('receive')} evenkeel ${run} ${stage} ${sha256} ${unpackSize} ${tableSize} ${needs.kilobytes} ${needs.inodes}`
  const onLine = (line: string) => follower.take(line)
  const start = async () => {
    const result = await pool.connection(host).command(receive, { input: bundle.bytes(), onLine, silence: SILENCE })
    refuseBroken(result, host, 'start the run')
    return follower.rest
  }
  // A stage is sent once: whether it was started is what its event file tells.
  const goOn = async () => {
    const follow = sh`exec sh ${folder}/follow.sh ${folder} ${follower.next} ${stage}`
    await pool.connection(host).script(follow.script, { onLine, silence: SILENCE })
    return follower.rest
  }
  follower.begin(stage)
  return retryOverNewLogin(pool, host, persistence, start, goOn)
}

/** Makes the host take back, or keep, what the run did there, and says how it stands then. */
export async function sendDecision(
  pool: HostPool,
  run: string,
  what: 'revert' | 'commit',
  follower: Follower,
  persistence: RetryWindow,
): Promise<RunnerEnd> {
  const { host } = follower
  const folder = folderOf(run)
  const request = sh`if test ${what} = revert && test -d ${folder}; then : >${folder}/stop; fi
       if ! test -e ${folder}/events; then
         rm -f ${folder}/stages/*/bundle
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
    refuseBroken(await pool.connection(host).script(request.script, { onLine, silence: SILENCE }), host, what)
    return follower.rest
  }
  return retryOverNewLogin(pool, host, persistence, start)
}

/** Milliseconds without a byte after which a connection is taken for broken: a follower prints a dot every few seconds. */
const SILENCE = 30_000
