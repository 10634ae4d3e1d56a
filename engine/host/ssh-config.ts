import { globSync, readFileSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'
import SshConfigFile, { type Line, LineType } from 'ssh-config'
import { EvenkeelError } from '../errors/error.ts'
import { systemReason } from '../errors/system-reason.ts'
import { canonicalAddress } from './endpoint.ts'
import { matchList } from './patterns.ts'

/** `Host a b`, or `Match` with its criteria. */
type Condition =
  | { readonly kind: 'host'; readonly patterns: readonly string[] }
  | { readonly kind: 'match'; readonly criteria: ReadonlyMap<string, string> }

interface Directive {
  /** In lower case. */
  readonly keyword: string
  readonly values: readonly string[]
  /** All must hold: the condition of a block also applies to files that are included in it. */
  readonly conditions: readonly Condition[]
}

/** The settings of one host: keyword in lower case → its values. For most keywords only the first one counts. */
export type SshSettings = ReadonlyMap<string, readonly string[]>

export interface LookUp {
  /** The host's name in the inventory. */
  readonly name: string
  /** The address to connect to; equal to the name if the inventory has no address. */
  readonly address: string
  readonly user?: string | undefined
}

/** Keywords of which all values count, not only the first. */
const ACCUMULATING = new Set(['identityfile', 'certificatefile'])
const CRITERIA = new Set(['all', 'host', 'originalhost', 'user', 'localuser', 'canonical', 'final'])
const DEEPEST_INCLUDE = 16

/** The user's ssh_config files in the order in which ssh reads them. */
export class SshConfig {
  readonly #directives: readonly Directive[]

  private constructor(directives: readonly Directive[]) {
    this.#directives = directives
  }

  /**
   * Reads `path`, or the user's file and then the machine's as ssh does. Nothing is executed: a `Match exec` block is
   * ignored with a remark.
   * @throws `input` if a named file cannot be read, or is not an ssh_config
   */
  static load(path: string | undefined, remark: (sentence: string) => void): SshConfig {
    const user = join(homedir(), '.ssh')
    if (path !== undefined) return new SshConfig(new Reader(user, remark).read(path))
    const files = [
      { file: join(user, 'config'), folder: user },
      { file: '/etc/ssh/ssh_config', folder: '/etc/ssh' },
    ]
    return new SshConfig(files.flatMap(({ file, folder }) => new Reader(folder, remark).readIfThere(file)))
  }

  /** The names of the `Host` blocks that are no patterns, in their order: those that a person may type. */
  get names(): readonly string[] {
    const patterns = this.#directives.flatMap(({ conditions }) =>
      conditions.flatMap((condition) => (condition.kind === 'host' ? condition.patterns : [])),
    )
    return [...new Set(patterns)].filter((pattern) => !/[*?!]/.test(pattern))
  }

  static parse(text: string, remark: (sentence: string) => void = () => {}): SshConfig {
    return new SshConfig(new Reader(join(homedir(), '.ssh'), remark).parse(text, 'ssh_config', [], 0))
  }

  /**
   * The settings that `ssh ADDRESS` would use. Blocks for the name alone come first (without HostName), but only if that
   * HostName is the inventory's address: otherwise they may be about another machine of this name.
   */
  lookUp(target: LookUp): SshSettings {
    const collected = new CollectedSettings(target)
    if (this.#isSameMachine(target))
      this.#collect(collected, (directive) => directive.keyword !== 'hostname' && collected.isForNameOnly(directive))
    this.#collect(collected, (directive) => collected.isForAddress(directive))
    return collected.settings
  }

  /** Whether blocks for the name alone are left out. */
  isPassedOver(target: LookUp): boolean {
    const collected = new CollectedSettings(target)
    const isNamed = this.#directives.some((directive) => collected.isForNameOnly(directive))
    return target.address !== target.name && isNamed && !this.#isSameMachine(target)
  }

  #isSameMachine({ name, address, user }: LookUp): boolean {
    if (address === name) return false
    const byName = new CollectedSettings({ name, address: name, user })
    this.#collect(byName, (directive) => byName.isForAddress(directive))
    const hostName = byName.settings.get('hostname')?.[0]?.replaceAll('%h', name)
    return hostName !== undefined && canonicalAddress(hostName) === canonicalAddress(address)
  }

  #collect(collected: CollectedSettings, applies: (directive: Directive) => boolean): void {
    for (const final of [false, true]) {
      collected.finalPass = final
      for (const directive of this.#directives) if (applies(directive)) collected.add(directive)
    }
  }
}

/** Collects the directives of a host. A criterion may depend on settings that were collected before it. */
class CollectedSettings {
  readonly settings = new Map<string, readonly string[]>()
  finalPass = false
  readonly #target: LookUp

  constructor(target: LookUp) {
    this.#target = target
  }

  isForNameOnly({ conditions }: Directive): boolean {
    return this.#allHold(conditions, this.#target.name) && !this.#allHold(conditions, this.#target.address)
  }

  isForAddress({ conditions }: Directive): boolean {
    const excluded = conditions.some(
      (condition) => condition.kind === 'host' && matchList(condition.patterns, this.#target.name) === 'never',
    )
    return !excluded && this.#allHold(conditions, this.#target.address)
  }

  add({ keyword, values }: Directive): void {
    const before = this.settings.get(keyword)
    if (before === undefined) this.settings.set(keyword, values)
    else if (ACCUMULATING.has(keyword)) this.settings.set(keyword, [...new Set([...before, ...values])])
  }

  #allHold(conditions: readonly Condition[], name: string): boolean {
    return conditions.every((condition) =>
      condition.kind === 'host'
        ? matchList(condition.patterns, name) === 'yes'
        : [...condition.criteria].every(([criterion, patterns]) => this.#matches(criterion, patterns, name)),
    )
  }

  #matches(criterion: string, patterns: string, name: string): boolean {
    if (criterion.startsWith('!')) return !this.#matches(criterion.slice(1), patterns, name)
    if (criterion === 'all') return true
    if (criterion === 'final') return this.finalPass
    const actual = this.#actual(criterion, name)
    return actual !== undefined && matchList(patterns.split(','), actual) === 'yes'
  }

  #actual(criterion: string, name: string): string | undefined {
    if (criterion === 'originalhost') return name
    if (criterion === 'host') return this.settings.get('hostname')?.[0]?.replaceAll('%h', name) ?? name
    if (criterion === 'user') return this.#target.user ?? this.settings.get('user')?.[0] ?? localUser()
    return criterion === 'localuser' ? localUser() : undefined
  }
}

/** Parses files into directives, each with its conditions. */
class Reader {
  readonly #folder: string
  readonly #remark: (sentence: string) => void

  constructor(folder: string, remark: (sentence: string) => void) {
    this.#folder = folder
    this.#remark = remark
  }

  read(path: string): Directive[] {
    return this.parse(textOf(path), path, [], 0)
  }

  readIfThere(path: string): Directive[] {
    try {
      readFileSync(path)
    } catch {
      return []
    }
    return this.read(path)
  }

  parse(text: string, path: string, conditions: readonly Condition[], depth: number): Directive[] {
    try {
      return this.#directives(SshConfigFile.parse(text), path, conditions, depth)
    } catch (cause) {
      if (cause instanceof EvenkeelError) throw cause
      throw new EvenkeelError('input', `Cannot read ${path}: it is not a valid ssh_config`, {
        where: { file: path, line: brokenLine(text), column: 1 },
        cause,
      })
    }
  }

  #directives(lines: readonly Line[], path: string, conditions: readonly Condition[], depth: number): Directive[] {
    return lines.flatMap((line): Directive[] => {
      if (line.type !== LineType.DIRECTIVE) return []
      const keyword = line.param.toLowerCase()
      const values = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val)
      if (keyword === 'include') return values.flatMap((value) => this.#include(value, path, conditions, depth))
      if (!('config' in line)) return [{ keyword, values, conditions }]
      const condition = 'criteria' in line ? this.#match(values, path) : ({ kind: 'host', patterns: values } as const)
      return condition ? this.#directives(line.config, path, [...conditions, condition], depth) : []
    })
  }

  #match(words: readonly string[], path: string): Condition | undefined {
    const criteria = criteriaOf(words)
    const unknown = [...criteria.keys()].find((criterion) => !CRITERIA.has(criterion.replace(/^!/, '')))
    if (unknown === undefined) return { kind: 'match', criteria }
    const why = unknown.replace(/^!/, '') === 'exec' ? 'evenkeel executes nothing' : 'evenkeel does not support it'
    this.#remark(`${path}: the block \`Match ${words.join(' ')}\` is ignored: ${why}`)
    return undefined
  }

  #include(pattern: string, from: string, conditions: readonly Condition[], depth: number): Directive[] {
    if (depth === DEEPEST_INCLUDE)
      throw new EvenkeelError('input', `Cannot read ${from}: its Includes are nested deeper than ${DEEPEST_INCLUDE}`)
    const home = pattern.replace(/^~(?=\/)/, homedir())
    const whole = isAbsolute(home) ? home : join(this.#folder, home)
    return globSync(whole)
      .sort()
      .flatMap((path) => this.parse(textOf(path), path, conditions, depth + 1))
  }
}

function criteriaOf(words: readonly string[]): Map<string, string> {
  const criteria = new Map<string, string>()
  const rest = words.flatMap((word) => word.match(/^(!?\w+)=(.*)$/)?.slice(1) ?? [word])
  while (rest.length > 0) {
    const criterion = (rest.shift() ?? '').toLowerCase()
    const alone = /^!?(all|canonical|final)$/.test(criterion)
    criteria.set(criterion, alone ? '' : (rest.shift() ?? ''))
  }
  return criteria
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new EvenkeelError('input', `Cannot read the ssh_config ${path}: ${systemReason(cause)}`, { cause })
  }
}

/** The parser reports no line: it is the first one that cannot be parsed alone. */
function brokenLine(text: string): number {
  const index = text.split('\n').findIndex((line) => {
    try {
      SshConfigFile.parse(line)
      return false
    } catch {
      return true
    }
  })
  return index + 1 || 1
}

/** The user on this machine; empty if unknown. */
export function localUser(): string {
  try {
    return userInfo().username
  } catch {
    return process.env.USER ?? ''
  }
}
