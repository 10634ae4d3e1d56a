import { createHash } from 'node:crypto'
import type { Finding } from '../description.ts'
import { EvenkeelError, throwIfAny } from '../errors/error.ts'
import type { HostPool } from '../host-pool.ts'
import { workOnAll } from '../parallel.ts'
import { type HostReading, readResources } from '../probe.ts'
import { type DigestRedactor, digestRedactorOf, type PlanKeys, withoutSecretBlobs } from '../redaction.ts'
import type { Display } from '../resources/preview/content-lines.ts'
import type { Resource } from '../resources/resource.ts'
import { changesForWork, plannedChangeOf } from './change.ts'
import { filingsOf } from './filings.ts'
import { type MemberChanges, memberChanges } from './members.ts'
import { refuseMissingFolders } from './missing-folders.ts'
import type { Plan, PlannedHost, PlannedPlay } from './plan.ts'
import { isCoveredByStart, triggersFor } from './triggers.ts'
import { managedBy, type Want } from './want.ts'
import { remarksOnWeakGuards } from './weak-guards.ts'
import { noteWhatFollows } from './what-follows.ts'
import { type HostWork, hostsOf, type PlayWork, type Work, wantsOf } from './work.ts'

/** The wants of a command, before the hosts are read. */
export interface Intent {
  readonly command: Work['command']
  readonly about?: string | undefined
  readonly playbook: string
  readonly rollbackOf?: string | undefined
  readonly plays: readonly PlayWork[]
  readonly members: readonly string[]
  readonly findings: readonly Finding[]
  readonly remarks: readonly string[]
}

/**
 * Reads every host once and makes the plan. Changes nothing.
 *
 * @param keys of a plan that will be, or was, saved
 */
export async function planWork(pool: HostPool, intent: Intent, keys?: PlanKeys): Promise<Work> {
  refuseBrokenRules(intent.findings)
  const readings = await probeAll(pool, intent.plays)
  refuseMissingFolders(intent.plays, readings)
  const redactDigest = (host: string) => digestRedactorOf(pool.profile(host), keys)
  const display = (host: string): Display => ({
    redactDigest: redactDigest(host),
    showsPrivate: pool.controller.showsPrivateFiles ?? false,
  })
  const planned = (work: HostWork) => ({
    at: pool.connection(work.host).at,
    ...planHost(intent.plays, work, readings, display(work.host)),
    ...membersFor(pool, intent, work),
  })
  const plays = noteWhatFollows(
    intent.plays.map((play) => planPlay(play, planned)).filter((play) => play.batches.length > 0),
  )
  const plan: Plan = {
    format: 'evenkeel-plan/1',
    playbook: intent.playbook,
    made: new Date().toISOString(),
    description: digestOf(intent.plays, redactDigest),
    plays,
    findings: intent.findings,
    remarks: [...intent.remarks, ...remarksOnWeakGuards(plays, pool.facts)],
  }
  return { ...intent, rollbackOf: intent.rollbackOf, pool, readings, plan }
}

function refuseBrokenRules(findings: readonly Finding[]): void {
  const broken = findings.filter(({ level, overruled }) => level === 'refuse' && overruled === undefined)
  throwIfAny(
    broken.map(
      ({ rule, message, hosts }) =>
        new EvenkeelError('rule', `${message} (${hosts.join(', ')}; rule ${rule})`, {
          hint: `docs/rules.md explains rule ${rule}. To break it on purpose, write beside the role: allow: { ${rule}: "the reason" }`,
        }),
    ),
  )
}

/** Sends one command to each host, whatever the number of its resources. */
async function probeAll(pool: HostPool, plays: readonly PlayWork[]): Promise<Map<string, HostReading>> {
  const read = await workOnAll(hostsOf(plays), pool.controller.forks, async (host) => {
    return [host, await readResources(pool, host, wantsOf(plays, host).map(previewed), true)] as const
  })
  return new Map(read)
}

/** The resource with the preview of what the want does to it. */
function previewed({ resource, to }: Want): Resource {
  return { ...resource, preview: resource.previewOf(to) }
}

function planPlay(play: PlayWork, planned: (work: HostWork) => PlannedHost): PlannedPlay {
  return {
    name: play.name,
    batches: play.batches.map((batch) => ({ hosts: batch.map(planned) })),
  }
}

function planHost(
  plays: readonly PlayWork[],
  work: HostWork,
  readings: ReadonlyMap<string, HostReading>,
  display: Display,
): PlannedHost {
  const read = readings.get(work.host)
  if (read === undefined) throw new EvenkeelError('bug', `${work.host} was not read`, { host: work.host })
  const changes = changesForWork(plays, work, read)
  const changed = new Set(changes.map((change) => change.want.resource.id))
  const triggers = triggersFor(work, changed).filter((trigger) => !isCoveredByStart(trigger, changes))
  const unchanged = ownWants(plays, work).filter(({ resource }) => !changed.has(resource.id))
  return {
    host: work.host,
    changes: changes.map((change) => plannedChangeOf(change, read, display)),
    unchanged: work.wants.length - changes.length,
    triggers: triggers.map((trigger) => trigger.title),
    ...filingsOf(unchanged, work.recordOnly ?? []),
  }
}

/** In the first play of the host alone. */
function membersFor(pool: HostPool, { plays, playbook, members }: Intent, work: HostWork): MemberChanges | undefined {
  const first = plays.flatMap(({ batches }) => batches.flat()).find(({ host }) => host === work.host)
  return first === work ? memberChanges(managedBy(pool.profile(work.host), playbook), members) : undefined
}

/** The wants of a host in one play, without those that a later play of it repeats. */
function ownWants(plays: readonly PlayWork[], { host, wants }: HostWork): Want[] {
  const own = new Set(wants)
  return wantsOf(plays, host).filter((want) => own.has(want))
}

/** A digest of hosts, resources, specs and wanted states: equal for equal descriptions. */
function digestOf(plays: readonly PlayWork[], redactorFor: (host: string) => DigestRedactor): string {
  const described = plays.map((play) =>
    play.batches.map((batch) =>
      batch.map(({ host, wants }) => {
        const redactDigest = redactorFor(host)
        return [
          host,
          wants.map(({ resource, to }) => [resource.id, resource.spec, resource.redacted(to, redactDigest)]),
        ]
      }),
    ),
  )
  return createHash('sha256').update(JSON.stringify(described, withoutSecretBlobs)).digest('hex')
}
