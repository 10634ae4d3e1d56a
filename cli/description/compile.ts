import type { Located } from '../../engine/errors/document.ts'
import { throwIfAny } from '../../engine/errors/error.ts'
import { checkedValue } from '../../engine/errors/issues.ts'
import { errorAt, errorsOf, placed } from '../../engine/errors/source.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import type { Lookups } from '../../playbooks/lookup.ts'
import type { Play, Playbook, RoleUse } from '../../playbooks/playbook.ts'
import { taskCompiler } from './compile-task.ts'
import type { CompiledHost, CompiledPlay, CompiledRole } from './compiled.ts'
import { type FoundRole, findRole } from './find-role.ts'
import { unknownRules } from './overrules.ts'
import type { Problems } from './problems.ts'

export interface CompileInput {
  readonly inventory: Inventory
  readonly playbook: Playbook
  /** Names of the hosts within `--limit`. */
  readonly within: ReadonlySet<string>
  readonly problems: Problems
  /** The look-ups of a host; without a host, those that hold for the whole playbook. */
  lookups(host?: string): Lookups
  /** The look-ups of all hosts together: for a play whose hosts cannot be resolved. */
  lookupsOfAnyHost(): Lookups
}

/** Resolves and checks every play as far as no facts are needed. Errors are added to `problems`. */
export async function compilePlays(input: CompileInput): Promise<readonly CompiledPlay[]> {
  const roles = await findRoles(input)
  return input.playbook.plays.flatMap((play) => compilePlay(play, roles, input))
}

async function findRoles({ playbook, problems }: CompileInput): Promise<ReadonlyMap<string, FoundRole>> {
  const usesByName = Map.groupBy(
    playbook.plays.flatMap((play) => play.roles),
    (use) => use.role,
  )
  const found = await Promise.all(
    [...usesByName].map(async ([name, uses]) => {
      try {
        return [[name, await findRole(name, playbook.path)] as const]
      } catch (thrown) {
        const errors = errorsOf(thrown)
        for (const use of uses) problems.add(errors.map((error) => placed(error, use.place)))
        return []
      }
    }),
  )
  return new Map(found.flat())
}

function compilePlay(play: Play, roles: ReadonlyMap<string, FoundRole>, input: CompileInput): readonly CompiledPlay[] {
  const { problems, within } = input
  const serial = problems.attempt(() => (play.serial === undefined ? undefined : serialOf(play.serial, input)))
  const members = problems.attempt(() => membersOf(play, input))
  problems.add(unknownRules(play, roles))
  const compileParts = partsCompiler(play, roles, input)
  if (members === undefined) {
    // Report the other errors of the play, too.
    compileParts(input.lookupsOfAnyHost())
    return []
  }
  const chosen = members.filter((name) => within.has(name))
  const hosts = chosen.map((name): CompiledHost => {
    return { host: name, parts: compileParts(input.lookups(name), { name, of: chosen.length }) }
  })
  const batchSize = serial === undefined ? undefined : batchSizeOf(serial, hosts.length)
  return [{ name: play.name, members, serial: batchSize, drain: play.drain, allow: play.allow, hosts }]
}

/** Returns a function that compiles the roles and tasks of one host. A part with an error is left out. */
function partsCompiler(play: Play, roles: ReadonlyMap<string, FoundRole>, { problems, playbook }: CompileInput) {
  const compileTask = taskCompiler(playbook)
  return (lookups: Lookups, host?: { readonly name: string; readonly of: number }): CompiledHost['parts'] => [
    ...play.roles.flatMap((use) => problems.attempt(() => compileRole(use, roles, lookups), host) ?? []),
    ...play.tasks.flatMap((task) => problems.attempt(() => compileTask(task, lookups), host) ?? []),
  ]
}

function membersOf(play: Play, { inventory, lookups }: CompileInput): readonly string[] {
  const { place } = play.hosts
  const pattern = lookups().resolve(play.hosts)
  if (typeof pattern !== 'string') throw errorAt(place, 'hosts must be text: a group, a host or a pattern')
  const members = matchHosts(inventory, pattern, place)
  if (members.length > 0) return members
  throw errorAt(place, `The pattern "${pattern}" matches no host of ${inventory.path}`)
}

/** Checks a value that comes from a look-up; the playbook's schema has already checked any other. */
function serialOf(serial: Located, { lookups }: CompileInput): number | string | undefined {
  const value = lookups().resolve(serial)
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 1
  if (isCount || (typeof value === 'string' && /^(?:[1-9]\d?|100)%$/.test(value))) return value
  const isLookup = serial.type === 'scalar' && serial.written.includes('${')
  if (!isLookup) return undefined
  throw errorAt(serial.place, 'serial must be a whole number from 1, or a percentage from 1% to 100%')
}

/** A percentage is rounded down, but the batch has at least one host. */
function batchSizeOf(serial: number | string, hosts: number): number {
  if (typeof serial === 'number') return serial
  return Math.max(1, Math.floor((hosts * Number.parseInt(serial, 10)) / 100))
}

function compileRole(use: RoleUse, roles: ReadonlyMap<string, FoundRole>, lookups: Lookups): readonly CompiledRole[] {
  const found = roles.get(use.role)
  const { value, problems: unresolved } = lookups.examine(use.vars)
  const problems = [...unresolved]
  const title = `role ${use.role}`
  const what = { located: use.vars, value, title, unresolved: lookups.unresolved }
  const vars = found === undefined ? undefined : checkedValue(found.role.vars, what, problems)
  throwIfAny(problems)
  return found === undefined || vars === undefined
    ? []
    : [{ found, vars: vars.data, title, place: use.place, allow: use.allow }]
}
