import type { HostPool } from '../../host-pool.ts'
import { folderOf } from '../../journal/folder.ts'
import type { RunStatus } from '../../journal/run-status.ts'
import { type Sh, sh } from '../../shell.ts'
import { refuseBroken } from './answer.ts'

/** How a run stands on a host: its state, and the seconds that are left of its lease. */
export type Leased = Pick<RunStatus, 'state' | 'left'>

/** Gives the host another lease of so many seconds, where it is open and its lease is not over. */
export function renewLease(pool: HostPool, host: string, run: string, seconds: number): Promise<Leased> {
  return ask(pool, host, run, sh`renew ${seconds}`, 'go on', (seconds * 1000) / 3)
}

/** Tells the host to expect its confirmation, and that `pivot`, which it may be itself, decides. */
export function expectConfirmation(
  pool: HostPool,
  host: string,
  run: string,
  seconds: number,
  pivot: string,
): Promise<Leased> {
  return ask(
    pool,
    host,
    run,
    sh`expect ${seconds} ${JSON.stringify(pivot)} ${host === pivot ? 'pivot' : 'other'}`,
    'expect its confirmation',
    30_000,
  )
}

async function ask(pool: HostPool, host: string, run: string, words: Sh, what: string, silence: number) {
  const folder = folderOf(run)
  const result = await pool
    .connection(host)
    .script(sh`test -e ${folder}/lease.sh || { echo nothing 0; exit; }; exec sh ${folder}/lease.sh ${words}`.script, {
      silence,
    })
  refuseBroken(result, host, what)
  const [state = '', left = '0'] = result.stdout.trim().split(' ')
  return { state: state as Leased['state'], left: Number(left) }
}
