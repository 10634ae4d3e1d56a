import type { HostPool } from '../../host-pool.ts'
import { folderOf } from '../../journal/folder.ts'
import { sh } from '../../shell.ts'
import { script, scriptWith } from '../../target/scripts.ts'
import type { Bundle } from '../stage/bundle.ts'
import { refuseFailure } from './answer.ts'
import type { Follower, RunnerEnd } from './follow.ts'
import { type RetryWindow, retryOverNewLogin } from './retry.ts'

/** Milliseconds without a byte after which a connection counts as broken: follow.sh prints a dot every few seconds. */
const SILENCE = 30_000

/** Asks the runner to revert the run instead of starting its next step. */
export async function requestStop(pool: HostPool, host: string, run: string): Promise<void> {
  await pool.connection(host).script(sh`test -d ${folderOf(run)} && : >${folderOf(run)}/stop; exit 0`.script)
}

/** Sends a stage, starts it, and follows its runner to its end. */
export async function runStage(
  pool: HostPool,
  run: string,
  stage: number,
  bundle: Bundle,
  follower: Follower,
  window: RetryWindow,
): Promise<RunnerEnd> {
  const { host } = follower
  const folder = folderOf(run)
  const { unpackSize, tableSize, needs } = bundle
  const receive = sh`sh -c ${script('receive')} evenkeel ${run} ${stage} ${unpackSize} ${tableSize} ${needs.kilobytes} ${needs.inodes}`
  const onLine = (line: string) => follower.take(line)
  const start = async () => {
    const result = await pool
      .connection(host)
      .command(receive, { input: digestAndBytes(bundle), onLine, silence: SILENCE })
    refuseFailure(result, host, 'start the run')
    return follower.end
  }
  // A stage is sent only once: the file of its events shows whether it was started.
  const resume = async () => {
    const follow = sh`exec sh ${folder}/follow.sh ${folder} ${follower.next} ${stage}`
    await pool.connection(host).script(follow.script, { onLine, silence: SILENCE })
    return follower.end
  }
  follower.begin(stage)
  return retryOverNewLogin(pool, host, window, start, resume)
}

/** What receive.sh reads. The digest is no argument, as everybody on the host can read arguments, and it covers secrets. */
async function* digestAndBytes(bundle: Bundle): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(`${bundle.sha256}\n`)
  yield* bundle.bytes()
}

/** Makes the host commit or revert the run, and follows its runner to its end. */
export async function sendDecision(
  pool: HostPool,
  run: string,
  decision: 'revert' | 'commit',
  follower: Follower,
  window: RetryWindow,
): Promise<RunnerEnd> {
  const { host } = follower
  // Safe to retry: a second runner waits for the first, and finds how that one ended.
  const start = async () => {
    follower.begin(undefined)
    const onLine = (line: string) => follower.take(line)
    const result = await pool.connection(host).script(scriptWith('decide', run, decision), { onLine, silence: SILENCE })
    refuseFailure(result, host, decision)
    return follower.end
  }
  return retryOverNewLogin(pool, host, window, start)
}
