import type { z } from 'zod'
import { entryOf, type Located } from '../../engine/errors/document.ts'
import { type EvenkeelError, EvenkeelErrors, throwIfAny } from '../../engine/errors/error.ts'
import { checkedValue, issueErrors } from '../../engine/errors/issues.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import { errorAt, errorsOf, placed } from '../../engine/errors/source.ts'
import { resourceTypes } from '../../engine/resources/registry.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import type { Lookups } from '../../playbooks/lookup.ts'
import type { Play, Playbook, RoleUse, Task } from '../../playbooks/playbook.ts'
import type { CompiledHost, CompiledPlay, CompiledRole, CompiledTask } from './compiled.ts'
import { type FoundRole, findRole } from './find-role.ts'
import { fingerprintOf } from './host-resources.ts'
import { legacyCommandsIn } from './legacy/commands.ts'
import { legacyKindHint } from './legacy/kinds.ts'
import type { Problems } from './problems.ts'
import { batchSizeOf } from './serial.ts'

/** What plays are prepared with. */
export interface CompileInput {
  readonly inventory: Inventory
  readonly playbook: Playbook
  /** Names of the hosts within `--limit`. */
  readonly within: ReadonlySet<string>
  readonly problems: Problems
  /** What a host's look-ups find; without a host, only what holds for the whole playbook. */
  lookups(host?: string): Lookups
  /** Finds what any host knows: for a play of which the hosts cannot be told. */
  lookupsOfAnyHost(): Lookups
}

/** Checks every play as far as that goes without asking a host. What is wrong is added to the problems. */
export async function compilePlays(input: CompileInput): Promise<readonly CompiledPlay[]> {
  const roles = await findRoles(input)
  return input.playbook.plays.flatMap((play) => compilePlay(play, roles, input))
}

async function findRoles({ playbook, problems }: CompileInput): Promise<ReadonlyMap<string, FoundRole>> {
  const uses = Map.groupBy(
    playbook.plays.flatMap((play) => play.roles),
    (use) => use.role,
  )
  const found = await Promise.all(
    [...uses].map(async ([name, named]) => {
      try {
        return [[name, await findRole(name, playbook.path)] as const]
      } catch (thrown) {
        const errors = errorsOf(thrown)
        for (const use of named) problems.add(errors.map((error) => placed(error, use.place)))
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
  const compileParts = partsCompiler(play, roles, input)
  if (members === undefined) {
    // Its hosts are wrong; what else is wrong in it is told all the same.
    compileParts(input.lookupsOfAnyHost())
    return []
  }
  const chosen = members.filter((name) => within.has(name))
  if (chosen.length === 0) return []
  const hosts = chosen.map((name): CompiledHost => {
    return { host: name, parts: compileParts(input.lookups(name), { name, of: chosen.length }) }
  })
  const batchSize = serial === undefined ? undefined : batchSizeOf(serial, hosts.length)
  return [{ name: play.name, members, serial: batchSize, hosts }]
}

/** Gives what makes the parts of one host; whatever is wrong with a part is kept, and the part left out. */
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

/** What a look-up gives; what is written out was judged by the playbook's schema. */
function serialOf(serial: Located, { lookups }: CompileInput): number | string | undefined {
  const value = lookups().resolve(serial)
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 1
  if (isCount || (typeof value === 'string' && /^(?:[1-9]\d?|100)%$/.test(value))) return value
  const isLookup = serial.type === 'scalar' && serial.written.includes('${')
  if (!isLookup) return undefined
  throw errorAt(serial.place, 'serial must be a whole number from 1, or a percentage from 1% to 100%')
}

function compileRole(use: RoleUse, roles: ReadonlyMap<string, FoundRole>, lookups: Lookups): readonly CompiledRole[] {
  const found = roles.get(use.role)
  const { value, problems: unresolved } = lookups.examine(use.vars)
  const problems = [...unresolved]
  const title = `role ${use.role}`
  const what = { located: use.vars, value, title, unresolved: lookups.unresolved }
  const vars = found === undefined ? undefined : checkedValue(found.role.vars, what, problems)
  throwIfAny(problems)
  return found === undefined || vars === undefined ? [] : [{ found, vars: vars.data, title, place: use.place }]
}

/** Tasks that are equal on several hosts are made once: what they name may be a large file. */
function taskCompiler(playbook: Playbook) {
  const made = new Map<string, Resource>()
  return (task: Task, lookups: Lookups): readonly CompiledTask[] => {
    const { value, problems } = lookups.examine(task.spec)
    const fingerprint = fingerprintOf([task.place.offset, value])
    const resource = made.get(fingerprint) ?? resourceOf(task, value, { playbook, problems, lookups })
    made.set(fingerprint, resource)
    return [{ resource, title: `task ${task.kind}`, place: task.place }]
  }
}

interface Reading {
  readonly playbook: Playbook
  /** Look-ups in the task that failed. */
  readonly problems: readonly EvenkeelError[]
  readonly lookups: Lookups
}

function resourceOf(task: Task, value: unknown, { playbook, problems, lookups }: Reading): Resource {
  const type = resourceTypes.get(task.kind)
  if (type === undefined) {
    const hint = legacyKindHint(task.kind) ?? suggestion(task.kind, resourceTypes.keys())
    throw new EvenkeelErrors([
      ...problems,
      errorAt(task.place, `No kind of resource is called "${task.kind}"`, { hint }),
    ])
  }
  const answer = type.check(value, playbook.path)
  const found = [...problems, ...legacyCommandsOf(task, value)]
  if ('resource' in answer && found.length === 0) return answer.resource()
  // They are zod's own; what is not told of a resource type is only which.
  const issues = 'issues' in answer ? (answer.issues as readonly z.core.$ZodIssue[]) : []
  const what = { schema: type.spec, located: task.spec, value, title: task.kind, unresolved: lookups.unresolved }
  throw new EvenkeelErrors([...found, ...issueErrors(issues, what)])
}

/** What a command does that a resource or a role does better. */
function legacyCommandsOf({ kind, spec }: Task, value: unknown): readonly EvenkeelError[] {
  if (kind !== 'command') return []
  const run = typeof value === 'object' && value !== null && 'run' in value ? value.run : value
  if (typeof run !== 'string') return []
  const { place } = entryOf(spec, 'run')?.value ?? spec
  return legacyCommandsIn(run).map((legacy) => errorAt(place, `command: ${legacy}`))
}
