import { dirname } from 'node:path'
import { type GivenBy, recordedGivenBy } from '../../engine/balancing/given.ts'
import type { BalancedAssignment } from '../../engine/description.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { nearest } from '../../engine/errors/nearest.ts'
import { errorsOf, whereText } from '../../engine/errors/source.ts'
import type { Facts } from '../../engine/facts.ts'
import type { Inventory, InventoryHost } from '../../inventory/inventory.ts'
import { limitPattern } from '../../inventory/limit.ts'
import { loadInventory } from '../../inventory/load.ts'
import { isAnsibleLogin } from '../../inventory/login/keys.ts'
import { excludedHosts } from '../../inventory/patterns.ts'
import type { OpenVault } from '../../inventory/variable-files.ts'
import { loadPlaybook } from '../../playbooks/load.ts'
import { type Layer, Lookups, type SecretCache } from '../../playbooks/lookup.ts'
import type { OpenedSecrets } from '../../playbooks/opened-secrets.ts'
import type { Playbook } from '../../playbooks/playbook.ts'
import { balancersOf, leftOutBalancers, remarksOnGiven, withWeightFiles } from './balancers.ts'
import { compilePlays } from './compile.ts'
import type { CompiledPlay } from './compiled.ts'
import { describePlays } from './describe.ts'
import { readExtraVariables } from './extra-variables.ts'
import { isReached, loginProblems, targetsOf } from './host-target.ts'
import { hostViews, resolveAddresses } from './host-views.ts'
import { hostsWithin } from './hosts-within.ts'
import { type OpenSecrets, openNeeded } from './needed-secrets.ts'
import { pairsOf } from './pairs-of.ts'
import { Problems } from './problems.ts'
import { type ContextOf, roleContexts } from './role-contexts.ts'

/** A playbook and an inventory that a command loads. */
export interface PlayRequest {
  /** Path of a playbook. */
  readonly playbook: string
  /** Path of an inventory. */
  readonly inventory: string
  /** A pattern, as `--limit` gives it. */
  readonly limit?: string | undefined
  /** `name=value`, as `-e` gives them. */
  readonly extraVariables?: readonly string[] | undefined
  /** Opens files of variables that Ansible's vault has encrypted as a whole. Without it, such files are left out. */
  readonly openVault?: OpenVault | undefined
  /** Without it, files that need secrets of the store or of a vault are refused. */
  readonly openSecrets?: OpenSecrets | undefined
}

/**
 * Makes the engine's input from a playbook and an inventory. Reads and checks files and roles, and contacts no host.
 * Throws `input` or `usage` with all errors together.
 */
export async function loadAssignment(request: PlayRequest): Promise<BalancedAssignment> {
  return assign(await loadFiles(request))
}

/** A playbook and an inventory, checked, with the plays that they make. */
export interface LoadedPlays {
  readonly inventory: Inventory
  readonly playbook: Playbook
  /** Those with hosts within `--limit`. */
  readonly plays: readonly CompiledPlay[]
  /** Names of the hosts of all plays, also outside of `--limit`. */
  readonly described: readonly string[]
  /** Names of the hosts within `--limit`. */
  readonly within: readonly string[]
  /** Names of the hosts from which checks may look. */
  readonly clients: readonly string[]
  /** Remarks on plays that describe nothing, and on variables of `-e` that nothing has looked up so far. */
  remarks(): readonly string[]
  /** Makes the contexts of roles, once the facts are known of all hosts in `connected`. */
  contexts(connected: ReadonlySet<string>): Promise<(facts: ReadonlyMap<string, Facts>, given?: GivenBy) => ContextOf>
}

/** Loads the files of a request. Throws as {@link loadAssignment} does, and `usage` if `--limit` leaves no host. */
export async function loadPlays(request: PlayRequest): Promise<LoadedPlays> {
  const loaded = await loadFiles(request)
  if (loaded.plays.length > 0) return loaded
  throw new EvenkeelError('usage', `--limit ${request.limit} leaves no host of ${request.playbook}`)
}

async function loadFiles(request: PlayRequest): Promise<LoadedPlays> {
  const problems = new Problems()
  const extra = problems.attempt(() => readExtraVariables(request.extraVariables ?? [])) ?? new Map()
  const [inventory, loaded] = await Promise.all([
    loadedOrAdded(
      loadInventory(request.inventory, {
        playbookFolder: dirname(request.playbook),
        openVault: request.openVault,
        overrides: extra,
      }),
      problems,
    ),
    loadedOrAdded(loadPlaybook(request.playbook), problems),
  ])
  problems.add(loaded?.problems ?? [])
  if (inventory === undefined || loaded === undefined) {
    problems.throwIfAny()
    throw new EvenkeelError('bug', 'nothing was loaded, and no error was thrown')
  }
  const { playbook } = loaded
  const limit = request.limit === undefined ? undefined : await limitPattern(request.limit)
  const opened = await openNeeded({ inventory, playbook, extra }, request.openSecrets)
  return await compile(limit, { inventory, playbook, extra, opened, problems })
}

interface Loaded {
  readonly inventory: Inventory
  readonly playbook: Playbook
  readonly extra: Layer
  readonly opened: OpenedSecrets
  readonly problems: Problems
}

async function compile(limit: string | undefined, loaded: Loaded): Promise<LoadedPlays> {
  const { inventory, playbook, problems } = loaded
  const within = hostsWithin(inventory, limit)
  const used = new Set<string>()
  const lookups = lookupsFor(loaded, used)
  const lookupsOfAnyHost = () =>
    new Lookups([loaded.extra, ...writtenOf(inventory), playbook.variables], new Map(), loaded.opened, used)
  const compiled = await compilePlays({
    inventory,
    playbook,
    problems,
    within: new Set(within),
    lookups,
    lookupsOfAnyHost,
  })
  problems.add(loginProblems(inventory, namesToReach(inventory, within, compiled)))
  problems.throwIfAny()
  const plays = compiled.filter((play) => play.hosts.length > 0)
  const clients = clientsOf(inventory, limit)
  return {
    inventory,
    playbook,
    plays,
    described: [...new Set(compiled.flatMap((play) => play.members))],
    within,
    clients,
    remarks: () => [...remarksOnUnused(loaded, used), ...remarksOnEmptyPlays(playbook)],
    contexts: async (connected) => {
      const addresses = await resolveAddresses([...inventory.hosts.values()].filter(({ name }) => !connected.has(name)))
      return (facts, given = recordedGivenBy(facts, playbook.name)) => {
        const view = hostViews({ inventory, facts, addresses, variablesOf: variablesReader(loaded, lookups) })
        return roleContexts({ inventory, facts, view, clients, plays, given })
      }
    },
  }
}

async function assign(loaded: LoadedPlays): Promise<BalancedAssignment> {
  const { inventory, playbook, plays, described, within, clients, contexts } = loaded
  const changed = new Set(plays.flatMap((play) => play.hosts.map(({ host }) => host)))
  const unchangedClients = new Set(clients.filter((name) => !changed.has(name)))
  const contextsOf = await contexts(new Set([...changed, ...unchangedClients]))
  return {
    playbook: playbook.name,
    targets: targetsOf(inventory, changed),
    described,
    clients: targetsOf(inventory, unchangedClients),
    inventory: targetsOf(inventory, new Set(within)),
    describe: (facts, given = recordedGivenBy(facts, playbook.name)) => {
      const description = describePlays(plays, contextsOf(facts, given))
      const remarks = [...(description.remarks ?? []), ...remarksOnGiven(plays, given), ...loaded.remarks()]
      return { ...description, plays: withWeightFiles(description.plays, playbook.name, given), remarks }
    },
    hostNames: [...inventory.hosts.keys()],
    balancers: (facts, given) => balancersOf(plays, contextsOf(facts, given)),
    leftOutBalancers: (facts, given) => leftOutBalancers(plays, contextsOf(facts, given)),
    pairHosts: (facts) =>
      pairsOf(plays, facts, contextsOf(facts)).flatMap(({ hosts }) => hosts.map(({ name }) => name)),
  }
}

/** The hosts of the group `clients`, from which checks may look. `--limit` removes one only if it excludes it by name. */
function clientsOf(inventory: Inventory, limit: string | undefined): readonly string[] {
  const excluded = limit === undefined ? new Set() : excludedHosts(inventory, limit)
  return (inventory.groups.get('clients')?.hosts ?? []).filter((name) => !excluded.has(name))
}

/** Returns the look-ups of a host: `-e` first, then the host and its groups, the playbook's variables, and the login. */
function lookupsFor({ inventory, playbook, extra, opened }: Loaded, used: Set<string>): (host?: string) => Lookups {
  const secrets: SecretCache = new Map()
  const made = new Map<string | undefined, Lookups>()
  return (host) => {
    const { written = new Map(), login = new Map() } = inventory.hosts.get(host ?? '') ?? {}
    const layers = [extra, written, playbook.variables, login]
    const lookups = made.get(host) ?? new Lookups(layers, secrets, opened, used)
    made.set(host, lookups)
    return lookups
  }
}

function writtenOf(inventory: Inventory): readonly Layer[] {
  return [...inventory.hosts.values()].map((host) => host.written)
}

/** Not an error: what such a play described before is taken back. */
function remarksOnEmptyPlays({ plays }: Playbook): readonly string[] {
  const empty = plays.filter(({ roles, tasks }) => roles.length === 0 && tasks.length === 0)
  return empty.map(({ name, place }) => {
    return `The play "${name}" has neither roles nor tasks (${whereText(place.source.location(place.offset))})`
  })
}

/** A variable of the command line that nothing looks up is misspelt, or does not do what somebody hopes. */
function remarksOnUnused({ extra, inventory, playbook }: Loaded, used: ReadonlySet<string>): readonly string[] {
  const known = new Set([...playbook.variables.keys(), ...writtenOf(inventory).flatMap((layer) => [...layer.keys()])])
  const unused = [...extra.keys()].filter((name) => !used.has(name) && !isAnsibleLogin(name))
  return unused.map((name) => {
    const login =
      name === 'host' || name === 'port' || name === 'user' ? `-e ansible_${name}=… says how to log in.` : undefined
    const hint = login ?? (nearest(name, known) === undefined ? '' : `Did you mean "${nearest(name, known)}"?`)
    return `-e ${name} has no effect: nothing looks it up. ${hint}`.trimEnd()
  })
}

/**
 * Returns the variables of a host that roles get: those of the inventory, overridden by those of `-e`. Each is resolved when
 * a role reads it: what no role reads may hold anything.
 */
function variablesReader({ extra }: Loaded, lookups: (host?: string) => Lookups) {
  const known = new Map<string, Readonly<Record<string, unknown>>>()
  return (host: InventoryHost): Readonly<Record<string, unknown>> => {
    const names = new Set([...host.written.keys(), ...extra.keys()])
    const read = known.get(host.name) ?? resolvedWhenRead(names, lookups(host.name))
    known.set(host.name, read)
    return read
  }
}

/** Hosts whose logins must be right: those that plays change; and all others within `--limit` that are reached by SSH. */
function namesToReach(
  inventory: Inventory,
  within: readonly string[],
  plays: readonly CompiledPlay[],
): ReadonlySet<string> {
  const bySsh = within.filter((name) => isReached(inventory, name))
  return new Set([...bySsh, ...plays.flatMap(({ hosts }) => hosts.map(({ host }) => host))])
}

function resolvedWhenRead(names: Iterable<string>, lookups: Lookups): Readonly<Record<string, unknown>> {
  const properties = [...names].map((name): [string, PropertyDescriptor] => [
    name,
    { enumerable: true, get: () => lookups.resolveNames([name])[name] },
  ])
  return Object.defineProperties({}, Object.fromEntries(properties))
}

async function loadedOrAdded<Value>(loading: Promise<Value>, problems: Problems): Promise<Value | undefined> {
  try {
    return await loading
  } catch (thrown) {
    problems.add(errorsOf(thrown))
    return undefined
  }
}
