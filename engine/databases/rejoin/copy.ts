import type { CommandResult } from '../../host/connection.ts'
import { failureOf } from '../../run/wire/answer.ts'
import { type Sh, sh, shFile } from '../../shell.ts'
import { readLines } from '../guard-state.ts'
import type { HostGuard } from '../host-guard.ts'
import type { DatabasePair } from '../pair.ts'
import { bytesText } from './sizes.ts'

const KEEP = shFile(new URL('./keep.sh', import.meta.url))
const CLONE = shFile(new URL('./clone.sh', import.meta.url))
const BACKUP = shFile(new URL('./backup.sh', import.meta.url))
const OWN_TLS = '/var/lib/evenkeel-writer/copying/tls'
/** Milliseconds without output: a server may recover for long after a copy. */
const SILENCE = 15 * 60_000

/** One copy of the writer's data. */
export interface Copy {
  readonly pair: DatabasePair
  readonly target: HostGuard
  readonly source: HostGuard
  /** The bytes that the source has. */
  readonly total: number
  note(text: string): void
}

/** Keeps what the target needs of its own. From then on its data counts as half copied, and its guard keeps it closed. */
export async function beginCopy({ target, pair }: Pick<Copy, 'target' | 'pair'>): Promise<void> {
  await run(target, sh`${KEEP}\nkeep_own ${pair.unit}`, 'keep its accounts and its channel')
}

/** The data is whole, and the guard may start the channel. */
export async function endCopy({ target }: Pick<Copy, 'target'>): Promise<void> {
  await run(target, sh`${KEEP}\nend_copy`, 'take its accounts and its channel back')
}

/** MySQL's CLONE. The source grants what it needs for this time only. */
export async function copyByClone(copy: Copy): Promise<void> {
  const { target, source, pair } = copy
  const allowed = await run(source, sh`${KEEP}\n${CLONE}\nallow_clone`, 'be the donor of a clone')
  const lines = allowed.stdout.split('\n')
  const accounts = lines.flatMap((line) => (line.startsWith('account=') ? [line.slice('account='.length)] : []))
  const plugin = readLines(allowed.stdout).get('plugin') ?? ''
  try {
    const words = sh`clone_data ${pair.tls ? 'yes' : 'no'}`
    await run(target, sh`${KEEP}\n${CLONE}\n${words}`, 'clone its peer', { onLine: progressOf(copy), silence: SILENCE })
    // The copy has the grants of the donor, too.
    await forbid(target, accounts, '', 'own_sql')
  } finally {
    await forbid(source, accounts, plugin, 'donor_sql')
  }
}

function forbid(guard: HostGuard, accounts: readonly string[], plugin: string, by: 'own_sql' | 'donor_sql') {
  const words = sh`forbid_clone ${accounts.join('\n')} ${plugin} ${by}`
  return run(guard, sh`${KEEP}\n${CLONE}\n${words}`, 'take the grants for a clone back')
}

/** mariadb-backup as a stream from the source to the target. */
export async function copyByBackup(copy: Copy): Promise<void> {
  const { target, source, pair } = copy
  const address = pair.hosts.find(({ name }) => name === target.host)?.address ?? ''
  const sourceTls = '/run/evenkeel-copy'
  const certificate = (guard: HostGuard, folder: string) =>
    run(guard, sh`${KEEP}\n${BACKUP}\nmake_certificate ${folder}`, 'make a certificate for the copy')
  const state = await run(source, sh`echo 'SELECT @@GLOBAL.gtid_binlog_state;' | here 10`, 'say its position')
  const [own, peer] = await Promise.all([certificate(target, OWN_TLS), certificate(source, sourceTls)])
  try {
    const listening = Promise.withResolvers<void>()
    const progress = progressOf(copy)
    const onLine = (line: string) => (line === 'listening=yes' ? listening.resolve() : progress(line))
    const receive = sh`receive_backup ${address} ${peer.stdout.trim()}`
    const received = run(target, sh`${KEEP}\n${BACKUP}\n${receive}`, 'receive the copy', { onLine, silence: SILENCE })
    received.catch(listening.reject)
    await listening.promise
    const send = sh`send_backup ${address} ${own.stdout.trim()} ${sourceTls}`
    // A failure of the sender ends the receiver, whose error says less.
    await run(source, sh`${KEEP}\n${BACKUP}\n${send}`, 'send the copy', { silence: 24 * 60 * 60_000 })
    await received
  } finally {
    await run(source, sh`rm -rf ${sourceTls}`, 'delete its certificate')
  }
  copy.note('starting the server')
  await run(target, sh`${KEEP}\nstart_server`, 'start its server', { onLine: progressOf(copy), silence: SILENCE })
  const position = sh`set_position ${state.stdout.trim()}`
  await run(target, sh`${KEEP}\n${BACKUP}\n${position}`, 'set its position')
}

/** Lines `progress BYTES [OF]` and `note TEXT`. */
function progressOf({ note, total }: Copy): (line: string) => void {
  return (line) => {
    const [word, ...rest] = line.split(' ')
    if (word === 'note') note(rest.join(' '))
    if (word === 'progress') note(`${bytesText(Number(rest[0]))} of ${bytesText(Number(rest[1] || total))}`)
  }
}

async function run(
  guard: HostGuard,
  script: Sh,
  action: string,
  options: Parameters<HostGuard['sql']>[1] = {},
): Promise<CommandResult> {
  const result = await guard.sql(script, options)
  if (result.status !== 0) throw failureOf(result, guard.host, action)
  return result
}
