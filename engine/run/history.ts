import type { Controller } from '../controller.ts'
import { EvenkeelError } from '../errors/error.ts'
import { type Frame, readFrames } from '../framing.ts'
import type { HostTarget } from '../host/connection.ts'
import { hostList } from '../host-names.ts'
import { HostPool, requireSuccess } from '../host-pool.ts'
import type { RunHeader } from '../journal/header.ts'
import { readRecord } from '../journal/record.ts'
import { inOrder } from '../journal/run-order.ts'
import type { RunRecord } from '../journal/run-record.ts'
import { type RunStatus, runStatusSchema } from '../journal/run-status.ts'
import { recordedOutcome } from '../journal/states.ts'
import { workOnAll } from '../parallel.ts'
import { script } from '../target/scripts.ts'
import { remarksOnUnreachable } from '../unreachable.ts'

type HostRecord = RunRecord['hosts'][number]

/**
 * Every run in the hosts' journals, newest first, with its outcome on each host according to that host's journal. Hosts that
 * cannot be reached are named in remarks. Throws `unreachable` if the others know no run: these hosts may.
 */
export async function history(targets: readonly HostTarget[], controller: Controller): Promise<RunRecord[]> {
  const pool = new HostPool(controller)
  try {
    const failures = await pool.connectReachable(targets)
    for (const message of remarksOnUnreachable(failures, 'Not asked')) controller.emit({ type: 'remark', message })
    const records = await readHistory(pool)
    if (records.length === 0 && failures.size > 0) throw unknownRuns(pool.hosts, [...failures.keys()])
    return records
  } finally {
    await pool.close()
  }
}

function unknownRuns(asked: readonly string[], notAsked: readonly string[]): EvenkeelError {
  const [knows, were] = [asked.length === 1 ? 'has' : 'have', notAsked.length === 1 ? 'was' : 'were']
  const message = `${hostList(asked)} ${knows} no record of a run, and ${hostList(notAsked)} ${were} not asked`
  return new EvenkeelError('unreachable', message, {
    hint: `To ask only hosts that answer, add --limit '${notAsked.map((host) => `!${host}`).join(':')}'.`,
  })
}

/** {@link history} over an open host pool. */
export async function readHistory(pool: HostPool): Promise<RunRecord[]> {
  const read = await workOnAll(pool.hosts, pool.controller.forks, (host) => readHost(pool, host))
  const records = new Map<string, { header: RunHeader; hosts: HostRecord[] }>()
  for (const { status, record } of withNewNames(read.flat())) {
    const { header } = status
    const known = records.get(header.run) ?? { header, hosts: [] }
    records.set(header.run, { header, hosts: [...known.hosts, record] })
  }
  const asked = new Set(pool.hosts)
  return withRollbacks([...records.values()].map(({ header, hosts }) => recordOf(header, hosts, asked)))
}

/** The status of one run, by host; hosts without a record of it are left out. */
export async function readRunStatuses(pool: HostPool, run: string): Promise<Map<string, RunStatus>> {
  const read = await workOnAll(pool.hosts, pool.controller.forks, (host) => readHost(pool, host))
  const statuses = withNewNames(read.flat()).filter(({ status }) => status.header.run === run)
  return new Map(statuses.map(({ status, record }) => [record.host, status]))
}

async function readHost(pool: HostPool, host: string): Promise<HostRunRecord[]> {
  const result = requireSuccess(await pool.connection(host).script(script('history')), host)
  return hostRunsIn(readFrames(result.stdout, host), host)
}

/** The runs that a host printed with `engine/target/history.sh`, perhaps among other frames. */
export function hostRunsIn(frames: readonly Frame[], host: string): HostRunRecord[] {
  const lock = frames.find((frame) => frame.label === 'lock')?.output ?? ''
  return frames
    .filter((frame) => frame.label.startsWith('run.'))
    .map((frame) => {
      const status = readRecord(frame.output, runStatusSchema, 'of a run', host)
      const isLocked = lock.includes(`"run":"${status.header.run}"`)
      const changes = Number(frame.label.slice('run.'.length))
      const outcome = recordedOutcome(status.state, status.left, isLocked)
      return { status, record: { host, outcome, changes, number: status.number } }
    })
}

/** A run on one host. */
export interface HostRunRecord {
  readonly status: RunStatus
  readonly record: HostRecord
}

/** Runs name hosts as the inventory did then: a host that has another name now has the same machine, and is renamed. */
function withNewNames(read: readonly HostRunRecord[]): HostRunRecord[] {
  const renamed = new Map<string, string>()
  for (const { status, record } of read)
    if (status.header.host !== undefined) renamed.set(`${status.header.run} ${status.header.host}`, record.host)
  return read.map(({ status, record }) => {
    const { header, coordinator } = status
    const nameNow = (host: string) => renamed.get(`${header.run} ${host}`) ?? host
    const batches = header.batches.map((batch) => batch.map(nameNow))
    return {
      status: { ...status, coordinator: coordinator && nameNow(coordinator), header: { ...header, batches } },
      record,
    }
  })
}

/** A host that was asked and has no record of the run is untouched: the run never began there. */
function recordOf(header: RunHeader, hosts: readonly HostRecord[], asked: ReadonlySet<string>): RunRecord {
  const { batches, host: _, ...known } = header
  const recorded = new Map(hosts.map((host) => [host.host, host]))
  const withoutRecord = (host: string): HostRecord => ({
    host,
    outcome: asked.has(host) ? 'untouched' : 'not asked',
    changes: 0,
    number: 0,
  })
  return { ...known, hosts: batches.flat().map((host) => recorded.get(host) ?? withoutRecord(host)) }
}

/** Newest first. A run that was rolled back names the rollback, unless that was rolled back itself. */
function withRollbacks(records: readonly RunRecord[]): RunRecord[] {
  const newestFirst = inOrder(records).reverse()
  const rollbacks = new Map<string, string>()
  for (const record of newestFirst) {
    if (record.rollbackOf !== undefined && isCommitted(record) && !rollbacks.has(record.run))
      rollbacks.set(record.rollbackOf, record.run)
  }
  return newestFirst.map((record) => ({ ...record, rolledBackBy: rollbacks.get(record.run) }))
}

/** The run that `rollback` takes back by default: the newest that is committed and not rolled back. */
export function newestKeptRun(records: readonly RunRecord[]): RunRecord {
  const record = records.find((one) => isCommitted(one) && one.rolledBackBy === undefined && one.command !== 'rollback')
  if (record === undefined)
    throw new EvenkeelError(
      'usage',
      'Cannot roll back: these hosts have no committed run that is not rolled back yet',
      {
        hint: 'See "evenkeel history".',
      },
    )
  return record
}

export function isCommitted(record: RunRecord): boolean {
  return record.hosts.some((host) => host.outcome === 'committed')
}
