import { EvenkeelError } from '../errors/error.ts'
import { readFrames } from '../framing.ts'
import type { HostTarget } from '../host/connection.ts'
import type { Means } from '../means.ts'
import { workOnAll } from '../parallel.ts'
import type { RunRecord } from '../run/report.ts'
import { answered, Session } from '../session.ts'
import { script } from '../target/scripts.ts'
import { type RunHeader, runHeaderSchema } from './header.ts'

type HostRecord = RunRecord['hosts'][number]

/** Every run that the hosts' journals know, newest first, with its outcome on each host as that host tells it. */
export async function history(targets: readonly HostTarget[], means: Means): Promise<RunRecord[]> {
  const session = new Session(means)
  try {
    await session.join(targets)
    return await readHistory(session)
  } finally {
    await session.close()
  }
}

/** As {@link history}, over a session that is open already. */
export async function readHistory(session: Session): Promise<RunRecord[]> {
  const read = await workOnAll(session.hosts, session.means.forks, (host) => readHost(session, host))
  const records = new Map<string, { header: RunHeader; hosts: HostRecord[] }>()
  for (const { header, record } of read.flat()) {
    const known = records.get(header.run) ?? { header, hosts: [] }
    records.set(header.run, { header, hosts: [...known.hosts, record] })
  }
  return linked([...records.values()].map(({ header, hosts }) => recordOf(header, hosts)))
}

async function readHost(session: Session, host: string): Promise<{ header: RunHeader; record: HostRecord }[]> {
  const result = answered(await session.connection(host).script(script('history')), host)
  const frames = readFrames(result.stdout, host)
  const lock = frames.find((frame) => frame.label === 'lock')?.output ?? ''
  return frames
    .filter((frame) => frame.label !== 'lock')
    .map((frame) => {
      const header = runHeaderSchema.parse(JSON.parse(frame.output))
      const [state = '', changes] = frame.label.split('.')
      const isLocked = lock.includes(`"run":"${header.run}"`)
      return { header, record: { host, outcome: outcomeOf(state, isLocked), changes: Number(changes) } }
    })
}

function outcomeOf(state: string, isLocked: boolean): HostRecord['outcome'] {
  switch (state) {
    case 'committed':
    case 'reverted':
      return state
    case 'stuck':
      return 'unknown'
    case 'nothing':
      return 'untouched'
    default:
      return isLocked ? 'running' : 'interrupted'
  }
}

function recordOf(header: RunHeader, hosts: readonly HostRecord[]): RunRecord {
  const { batches, ...known } = header
  const told = new Map(hosts.map((host) => [host.host, host]))
  return { ...known, hosts: batches.flat().map((host) => told.get(host) ?? { host, outcome: 'not asked', changes: 0 }) }
}

/** Newest first, and every run that was taken back names the run that did so. */
function linked(records: readonly RunRecord[]): RunRecord[] {
  const takenBack = new Map(
    records
      .filter(isCommitted)
      .flatMap((record) => (record.rollbackOf ? [[record.rollbackOf, record.run] as const] : [])),
  )
  return records
    .map((record) => ({ ...record, rolledBackBy: takenBack.get(record.run) }))
    .sort((a, b) => (a.started < b.started ? 1 : -1))
}

/** The run that `rollback` takes back when none is named: the newest that still holds. */
export function newestStanding(records: readonly RunRecord[]): RunRecord {
  const record = records.find((one) => isCommitted(one) && one.rolledBackBy === undefined && one.command !== 'rollback')
  if (record === undefined)
    throw new EvenkeelError('usage', 'Cannot roll back: these hosts know no run that still holds', {
      hint: 'See "evenkeel history".',
    })
  return record
}

export function isCommitted(record: RunRecord): boolean {
  return record.hosts.some((host) => host.outcome === 'committed')
}
