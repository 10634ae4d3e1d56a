import { existsSync, globSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadAssignment } from '../../cli/description/assignment.ts'
import type { Assignment, Description } from '../../engine/description.ts'
import type { Facts } from '../../engine/facts.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { loadInventory } from '../../inventory/load.ts'
import { layoutOf } from '../../lab/layout.ts'
import { facts } from '../roles/hosts.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Names of the playbooks that are there to be copied, such as `lvs-dr`. */
export const READY: readonly string[] = globSync('playbooks/*.yml', { cwd: ROOT })
  .map((path) => basename(path, '.yml'))
  .sort()

export interface ReadyPlaybook {
  readonly playbook: string
  readonly inventory: string
}

/** Paths of a playbook and of the hosts that it was written for, relative to the clone. */
export function readyPlaybook(name: string): ReadyPlaybook {
  const own = `inventory/${name}.yml`
  const inventory = existsSync(`${ROOT}${own}`) ? own : 'inventory/lab.yml'
  return {
    playbook: relative(process.cwd(), `${ROOT}playbooks/${name}.yml`),
    inventory: relative(process.cwd(), `${ROOT}${inventory}`),
  }
}

/** What a ready playbook makes of its hosts, fresh as a lab boots them. */
export async function describeReady(
  name: string,
  release = '12',
): Promise<{ assignment: Assignment; description: Description; facts: ReadonlyMap<string, Facts> }> {
  const ready = readyPlaybook(name)
  const assignment = await loadAssignment(ready)
  const found = await labFacts(ready.inventory, release)
  return { assignment, description: assignment.describe(found), facts: found }
}

/** Everything that a host becomes, over all plays, in order. */
export function resourcesOf(description: Description): ReadonlyMap<string, readonly Resource[]> {
  const parts = description.plays.flatMap((play) => play.hosts)
  const hosts = Map.groupBy(parts, ({ host }) => host)
  return new Map([...hosts].map(([host, all]) => [host, all.flatMap(({ resources }) => resources)]))
}

async function labFacts(inventory: string, version: string): Promise<ReadonlyMap<string, Facts>> {
  const { hosts } = layoutOf(await loadInventory(inventory))
  return new Map(
    hosts.map(({ name, address, interfaces }) => {
      const own = interfaces.map((one) => ({ name: one.device, addresses: [`${one.address}/${one.prefix}`] }))
      const lo = { name: 'lo', addresses: ['127.0.0.1/8', '::1/128'] }
      return [name, facts(address, { hostname: name, version, interfaces: [lo, ...own] })]
    }),
  )
}
