import { isDeepStrictEqual } from 'node:util'
import { changedGivenBy, type GivenBy, recordedGivenBy } from '../balancing/given.ts'
import type { BalancedAssignment, Description } from '../description.ts'
import type { Facts } from '../facts.ts'
import { weightsPath } from '../journal/weights.ts'
import type { Resource } from '../resources/resource.ts'

/** All resources of a host by id, in their order. */
export function resourcesOf({ plays }: Description, host: string): ReadonlyMap<string, Resource> {
  const own = plays.flatMap((play) => play.hosts.filter((one) => one.host === host))
  return new Map(own.flatMap(({ resources }) => resources.map((resource) => [resource.id, resource])))
}

/** The resources that the second description has, and the first one has not, or differently. */
export function changedResources(
  before: ReadonlyMap<string, Resource>,
  after: ReadonlyMap<string, Resource>,
): readonly Resource[] {
  return [...after.values()].filter((resource) => {
    const former = before.get(resource.id)
    return former === undefined || !isDeepStrictEqual(plain(former.spec), plain(resource.spec))
  })
}

function plain(spec: object): unknown {
  return JSON.parse(JSON.stringify(spec))
}

/**
 * The hosts that send to a server, by what they describe: those that would be described otherwise if the server had
 * another weight.
 */
export function balancersOf(
  assignment: BalancedAssignment,
  facts: ReadonlyMap<string, Facts>,
  server: string,
): readonly string[] {
  const recorded = recordedGivenBy(facts, assignment.playbook)
  const describe = (now: number) =>
    assignment.describe(
      facts,
      changedGivenBy(recorded, [server], now, () => true),
    )
  const [out, inside] = [describe(0), describe(1)]
  const record = `file:${weightsPath(assignment.playbook)}`
  return assignment.targets
    .map(({ name }) => name)
    .filter((host) =>
      changedResources(resourcesOf(out, host), resourcesOf(inside, host)).some(({ id }) => id !== record),
    )
}

/** The described weights come back: without what a command gave the servers. */
export function withoutGiven(
  recorded: GivenBy,
  servers: readonly string[],
  isChanged: (host: string) => boolean,
): GivenBy {
  return (host) => {
    const before = recorded(host)
    return isChanged(host) ? new Map([...before].filter(([server]) => !servers.includes(server))) : before
  }
}
