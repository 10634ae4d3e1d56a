import type { Check } from '../../engine/check.ts'
import type { DescribedHost, DescribedPlay, Description, Finding } from '../../engine/description.ts'
import { errorAt } from '../../engine/errors/source.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import type { RoleContext } from '../../roles/contract.ts'
import { callRole } from './call-role.ts'
import { type CompiledHost, type CompiledPlay, type CompiledRole, rolesOf } from './compiled.ts'
import { HostResources } from './host-resources.ts'
import { Overrules } from './overrules.ts'
import { Problems } from './problems.ts'
import type { ContextOf } from './role-contexts.ts'

/** Makes the description of the hosts from their facts. Throws `conflict` and the errors of roles together. */
export function describePlays(plays: readonly CompiledPlay[], contextOf: ContextOf): Description {
  const problems = new Problems()
  const hosts = new Map<string, HostResources>()
  const described = plays.map((play) => describePlay(play, { contextOf, problems, hosts }))
  const overrules = new Overrules()
  const findings = plays.flatMap((play) => findingsOf(play, { contextOf, problems, hosts }, overrules))
  const remarks = plays.flatMap((play) => remarksOf(play, { contextOf, problems, hosts }))
  for (const { conflicts } of hosts.values()) problems.add(conflicts)
  problems.throwIfAny()
  return {
    plays: described,
    findings: mergedFindings(findings),
    remarks: [...new Set([...remarks, ...overrules.remarks(plays)])],
  }
}

interface DescribeInput {
  readonly contextOf: ContextOf
  readonly problems: Problems
  /** The resources of each host so far, over all plays. */
  readonly hosts: Map<string, HostResources>
}

function describePlay(play: CompiledPlay, input: DescribeInput): DescribedPlay {
  const described = play.hosts.map((host) => describeHost(play, host, input))
  const order = play.serial === undefined ? undefined : precedenceOf(play, input)
  return {
    name: play.name,
    drains: play.drain,
    batchSize: play.serial ?? play.hosts.length,
    hosts: order === undefined ? described : described.toSorted((one, other) => order(one.host) - order(other.host)),
    checks: (applied) => checksOf(play, applied, input.contextOf),
  }
}

function describeHost(
  play: CompiledPlay,
  compiled: CompiledHost,
  { contextOf, problems, hosts }: DescribeInput,
): DescribedHost {
  const { host, parts } = compiled
  const all = hosts.get(host) ?? new HostResources(host)
  hosts.set(host, all)
  const own = { name: host, of: play.hosts.length }
  const resources = parts.flatMap((part) => {
    if ('resource' in part) return all.add([part.resource], part)
    const context = contextOf(play, host, part, play.members)
    all.own(problems.attempt(() => callRole(part, context, (role) => role.owns?.(context)), own) ?? [], part)
    const made = problems.attempt(() => resourcesOf(part, context), own)
    return all.add(made ?? [], part)
  })
  return { host, resources }
}

function resourcesOf(part: CompiledRole, context: RoleContext<unknown>): readonly Resource[] {
  const made: unknown = callRole(part, context, (role) => role.resources(context))
  if (Array.isArray(made) && made.every(isResource)) return made
  const hint = 'Make each of them with makeResource(type, spec).'
  throw errorAt(part.place, `${part.title}: resources() must return an array of resources (${part.found.file})`, {
    hint,
  })
}

function isResource(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && 'id' in value && 'converge' in value
}

function checksOf(play: CompiledPlay, applied: readonly string[], contextOf: ContextOf): readonly Check[] {
  const byTitle = new Map<string, Check>()
  for (const { host, parts } of play.hosts.filter((one) => applied.includes(one.host))) {
    for (const part of rolesOf(parts)) {
      const context = contextOf(play, host, part, applied)
      for (const check of callRole(part, context, (role) => role.checks?.(context)) ?? []) {
        if (!byTitle.has(check.title)) byTitle.set(check.title, check)
      }
    }
  }
  return [...byTitle.values()]
}

function findingsOf(
  play: CompiledPlay,
  { contextOf, problems }: DescribeInput,
  overrules: Overrules,
): readonly Finding[] {
  return play.hosts.flatMap(({ host, parts }) =>
    rolesOf(parts).flatMap((part) => {
      const context = contextOf(play, host, part, play.members)
      const lints = problems.attempt(() => callRole(part, context, (role) => role.lints?.(context)), {
        name: host,
        of: play.hosts.length,
      })
      return (lints ?? []).map((lint) => overrules.findingOf(lint, host, play, part))
    }),
  )
}

/** What the roles' checks do not judge. */
function remarksOf(play: CompiledPlay, { contextOf, problems }: DescribeInput): readonly string[] {
  return play.hosts.flatMap(({ host, parts }) =>
    rolesOf(parts).flatMap((part) => {
      const context = contextOf(play, host, part, play.members)
      const own = { name: host, of: play.hosts.length }
      return problems.attempt(() => callRole(part, context, (role) => role.remarks?.(context)), own) ?? []
    }),
  )
}

/** Merges equal findings of several hosts. */
function mergedFindings(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, ({ rule, level, message, overruled }) =>
    JSON.stringify([rule, level, message, overruled]),
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [{ ...first, hosts: [...new Set(group.flatMap((one) => one.hosts))] }]
  })
}

/** Returns the number by which hosts are ordered: the highest precedence of their roles. */
function precedenceOf(play: CompiledPlay, { contextOf, problems }: DescribeInput): (host: string) => number {
  const numbers = play.hosts.map(({ host, parts }) => {
    const precedences = rolesOf(parts).map((part) => {
      const context = contextOf(play, host, part, play.members)
      const precedence = problems.attempt(() => callRole(part, context, (role) => role.precedence?.(context)), {
        name: host,
        of: play.hosts.length,
      })
      return precedence ?? 0
    })
    return [host, Math.max(0, ...precedences)] as const
  })
  const byHost = new Map(numbers)
  return (host) => byHost.get(host) ?? 0
}
