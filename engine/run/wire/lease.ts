import type { HostPool } from '../../host-pool.ts'
import { folderOf } from '../../journal/folder.ts'
import type { RunStatus } from '../../journal/run-status.ts'
import { type Sh, sh } from '../../shell.ts'
import { refuseFailure } from './answer.ts'

/** The state of a run on a host, and the seconds left of its lease. */
export type Leased = Pick<RunStatus, 'state' | 'left'>

/** Gives the run another lease of so many seconds, if it is open and its lease is not over. */
export function renewLease(pool: HostPool, host: string, run: string, seconds: number): Promise<Leased> {
  return lease(pool, host, run, sh`renew ${seconds}`, 'renew its lease', (seconds * 1000) / 3)
}

/** Prepares the run on a host: it expects its confirmation. `coordinator` may be the same host. */
export function expectConfirmation(
  pool: HostPool,
  host: string,
  run: string,
  seconds: number,
  coordinator: string,
): Promise<Leased> {
  return lease(
    pool,
    host,
    run,
    sh`expect ${seconds} ${JSON.stringify(coordinator)} ${host === coordinator ? 'pivot' : 'other'}`,
    'expect its confirmation',
    30_000,
  )
}

async function lease(pool: HostPool, host: string, run: string, words: Sh, action: string, silence: number) {
  const folder = folderOf(run)
  const result = await pool
    .connection(host)
    .script(sh`test -e ${folder}/lease.sh || { echo nothing 0; exit; }; exec sh ${folder}/lease.sh ${words}`.script, {
      silence,
    })
  refuseFailure(result, host, action)
  const [state = '', left = '0'] = result.stdout.trim().split(' ')
  return { state: state as Leased['state'], left: Number(left) }
}
