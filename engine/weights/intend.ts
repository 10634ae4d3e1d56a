import { changedGivenBy, type GivenBy, recordedGivenBy } from '../balancing/given.ts'
import type { Check } from '../check.ts'
import type { BalancedAssignment, DescribedPlay } from '../description.ts'
import { type Difference, differenceOf } from '../errors/difference.ts'
import { EvenkeelError } from '../errors/error.ts'
import type { HostPool } from '../host-pool.ts'
import { workOnAll } from '../parallel.ts'
import { stateOf } from '../plan/change.ts'
import type { Intent } from '../plan/plan-work.ts'
import { managedBy, type Want, wantDescribed, wantForgotten } from '../plan/want.ts'
import { type HostWork, inBatches, type PlayWork } from '../plan/work.ts'
import { readResources } from '../probe.ts'
import type { Resource } from '../resources/resource.ts'
import { changedResources, resourcesOf, withoutGiven } from './described.ts'
import type { DescribedChange } from './described-change.ts'
import { weightCheck } from './look.ts'

/** A weight for some servers, on the balancers that send to them. */
export interface WeightChange {
  readonly servers: readonly string[]
  /** Undefined: the described weight. */
  readonly now: number | undefined
  readonly balancers: readonly string[]
}

export function describeChange(
  assignment: BalancedAssignment,
  pool: HostPool,
  { servers, now, balancers }: WeightChange,
): DescribedChange {
  const recorded = recordedGivenBy(pool.facts, assignment.playbook)
  const isChanged = (host: string) => balancers.includes(host)
  const given: GivenBy = changedGivenBy(recorded, servers, now, isChanged)
  const meanwhile = assignment.describe(pool.facts, given)
  const after =
    now === undefined ? assignment.describe(pool.facts, withoutGiven(recorded, servers, isChanged)) : meanwhile
  return {
    before: assignment.describe(pool.facts, recorded),
    meanwhile,
    after,
    balancers: assignment.balancers(pool.facts, given).filter(({ host }) => isChanged(host)),
  }
}

/**
 * The intent of a command that changes weights: only the resources whose description differs by that, and the services
 * that have to read them again. Throws `stale` if one of these resources does not read as described.
 */
export async function intendWeights(
  pool: HostPool,
  assignment: BalancedAssignment,
  change: WeightChange,
  command: Intent['command'],
): Promise<Intent> {
  const described = describeChange(assignment, pool, change)
  const hosts = change.balancers.map((host) => workOf(pool, assignment.playbook, described, host))
  await workOnAll(hosts, pool.controller.forks, (work) => refuseUndescribed(pool, described, work))
  return {
    command,
    about: change.servers.join(' '),
    playbook: assignment.playbook,
    plays: playsOf(described, hosts, change),
    members: [
      ...new Set(
        change.balancers.flatMap(
          (host) => managedBy(pool.profile(host), assignment.playbook)?.members ?? assignment.described,
        ),
      ),
    ],
    findings: [],
    remarks: [],
  }
}

/** The wants of one balancer. */
export function workOf(
  pool: HostPool,
  playbook: string,
  { before, meanwhile, after }: DescribedChange,
  host: string,
): HostWork {
  const [old, next, later] = [before, meanwhile, after].map((one) => resourcesOf(one, host))
  if (old === undefined || next === undefined || later === undefined) return { host, wants: [] }
  const changed = changedResources(old, next)
  const profile = pool.profile(host)
  const wanted = new Set([...changed, ...servicesFor(changed, next)])
  const described = wantDescribed(
    [...next.values()].filter((resource) => wanted.has(resource)),
    profile,
    playbook,
  ).map((want): Want => (later.has(want.resource.id) ? want : { ...want, nextRecord: undefined }))
  // What is recorded stays as it is, but for what this change alone no longer describes.
  const recorded = managedBy(profile, playbook)?.entries.map(({ id }) => id) ?? []
  const stays = new Set(recorded.filter((id) => next.has(id) || !old.has(id)))
  const forgotten = wantForgotten(stays, profile, playbook)
  return { host, wants: [...described, ...forgotten.wants], recordOnly: forgotten.recordOnly }
}

/** The services that watch a changed resource, unless another one makes the process as it says. */
function servicesFor(changed: readonly Resource[], all: ReadonlyMap<string, Resource>): readonly Resource[] {
  const live = new Set(changed.flatMap(({ placement }) => placement.replacesReloadFor ?? []))
  const watched = new Set(changed.map(({ id }) => id).filter((id) => !live.has(id)))
  return [...all.values()].filter(({ triggers }) =>
    triggers.some(({ watches }) => watches.some((id) => watched.has(id))),
  )
}

/** How what is described already differs from that, among the resources of a work. */
export async function undescribedOn(
  pool: HostPool,
  { before }: DescribedChange,
  { host, wants }: HostWork,
): Promise<readonly Difference[]> {
  const old = resourcesOf(before, host)
  const pairs = wants.flatMap((want) => {
    const resource = old.get(want.resource.id)
    return resource === undefined ? [] : [{ want, resource }]
  })
  const read = await readResources(
    pool,
    host,
    pairs.map(({ resource }) => resource),
    true,
  )
  return pairs.flatMap(({ want, resource }) => {
    const state = stateOf(read.readings.get(resource.id) ?? { state: null })
    if (resource.holds(resource.desired, state) || want.resource.holds(want.to, state)) return []
    const found = resource.stateLines(state, read.previews.get(resource.id))
    return [differenceOf(resource, resource.stateLines(resource.desired, undefined), found)]
  })
}

async function refuseUndescribed(pool: HostPool, described: DescribedChange, work: HostWork): Promise<void> {
  const differences = await undescribedOn(pool, described, work)
  const { host } = work
  if (differences.length === 0) return
  throw new EvenkeelError(
    'stale',
    `Cannot change weights on ${host}: it is not as described (- as described, + as it is)`,
    {
      host,
      differences,
      hint: 'Nothing was changed. Apply the playbook first: evenkeel plan shows what that changes.',
    },
  )
}

/** The described plays with the balancers alone, so that their order and their batches stay. */
function playsOf(described: DescribedChange, works: readonly HostWork[], change: WeightChange): readonly PlayWork[] {
  const left = new Map(works.filter(({ wants }) => wants.length > 0).map((work) => [work.host, work]))
  return described.meanwhile.plays.flatMap((play) => {
    const hosts = play.hosts.flatMap(({ host, resources }) => {
      const work = left.get(host)
      if (work === undefined) return []
      const own = new Set(resources.map(({ id }) => id))
      const wants = work.wants.filter(({ resource, reason }) => own.has(resource.id) || reason === 'forgotten')
      const isLast =
        described.meanwhile.plays.findLast((one) => one.hosts.some((other) => other.host === host)) === play
      const forgotten = isLast ? wants : wants.filter(({ reason }) => reason !== 'forgotten')
      return forgotten.length === 0 ? [] : [{ ...work, wants: forgotten, recordOnly: isLast ? work.recordOnly : [] }]
    })
    return hosts.length === 0 ? [] : [playWork(play, hosts, described, change)]
  })
}

function playWork(
  play: DescribedPlay,
  hosts: readonly HostWork[],
  { balancers }: DescribedChange,
  { servers }: WeightChange,
): PlayWork {
  const names = hosts.map(({ host }) => host)
  return {
    name: play.name,
    batches: inBatches(hosts, play.batchSize),
    checks: (applied) => [
      ...reloadChecks(
        play,
        applied.filter((host) => names.includes(host)),
      ),
      ...balancers.filter(({ host }) => applied.includes(host)).map((balancer) => weightCheck(balancer, servers)),
    ],
  }
}

/** The checks about a reload of some hosts, but not those of the traffic, which others make. */
export function reloadChecks(play: DescribedPlay, hosts: readonly string[]): readonly Check[] {
  const own = play.hosts.map(({ host }) => host).filter((host) => hosts.includes(host))
  return own.length === 0 ? [] : play.checks(own).filter(({ neverExcused }) => neverExcused === true)
}
