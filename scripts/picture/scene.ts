import { EvenkeelError, throwIfAny } from '../../engine/errors/error.ts'
import type { Inventory, InventoryHost } from '../../inventory/inventory.ts'
import { loadInventory } from '../../inventory/load.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import { loadPlaybook } from '../../playbooks/load.ts'
import { Lookups } from '../../playbooks/lookup.ts'
import type { Play, Playbook } from '../../playbooks/playbook.ts'
import type { HostView } from '../../roles/contract.ts'
import { ensureExampleSecrets } from './example-secrets.ts'

/** A host with its innermost group in the inventory. */
export interface SceneHost extends HostView {
  readonly group: string
}

/** A role on the hosts of a play. */
export interface Use {
  readonly role: string
  /** The variables of its first host, with look-ups resolved; not checked by the role's schema. */
  readonly vars: unknown
  readonly members: readonly SceneHost[]
}

/** A playbook and its hosts, without their facts. */
export interface Scene {
  readonly hosts: readonly SceneHost[]
  readonly uses: readonly Use[]
  /** The hosts of a group, a host, or a pattern. */
  find(pattern: string): readonly SceneHost[]
}

/** Reads the files, and contacts no host. Throws `input` with all errors in them. */
export async function loadScene(paths: { readonly playbook: string; readonly inventory: string }): Promise<Scene> {
  ensureExampleSecrets()
  const inventory = await loadInventory(paths.inventory)
  const { playbook, problems } = await loadPlaybook(paths.playbook)
  throwIfAny(problems)
  const hosts = new Map([...inventory.hosts.values()].map((host) => [host.name, viewOf(host, playbook)] as const))
  const find = (pattern: string) => matchHosts(inventory, pattern).flatMap((name) => hosts.get(name) ?? [])
  const uses = playbook.plays.flatMap((play) => usesOf(play, playbook, inventory, find))
  return { hosts: [...hosts.values()], uses, find }
}

function viewOf(host: InventoryHost, playbook: Playbook): SceneHost {
  return {
    name: host.name,
    address: host.connection.address ?? host.name,
    variables: lookupsOf(host, playbook).resolveNames(host.written.keys()),
    facts: undefined,
    group: host.groups.at(-1) ?? 'all',
  }
}

function usesOf(play: Play, playbook: Playbook, inventory: Inventory, find: Scene['find']): readonly Use[] {
  const pattern = new Lookups([playbook.variables]).resolve(play.hosts)
  const members = find(String(pattern))
  const first = inventory.hosts.get(members[0]?.name ?? '')
  if (first === undefined) throw new EvenkeelError('input', `${playbook.path}: "${pattern}" matches no host`)
  const lookups = lookupsOf(first, playbook)
  return play.roles.map(({ role, vars }) => ({ role, vars: lookups.resolve(vars), members }))
}

function lookupsOf(host: InventoryHost, playbook: Playbook): Lookups {
  return new Lookups([host.written, playbook.variables])
}
