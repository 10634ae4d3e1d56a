import { isDeepStrictEqual } from 'node:util'
import { type ZodType, z } from 'zod'
import { EvenkeelError } from '../errors/error.ts'
import type { DigestRedactor } from '../redaction.ts'
import type { Sh } from '../shell.ts'

/** Plain data: it goes into plans and journals and comes back as it was. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What a probe saw: a state (null: absent), or that it cannot be told yet. */
export type Reading<State> = { readonly state: State | null } | { readonly notYet: string }

/**
 * What runs once after the last of the watched resources has changed, in both directions: a reload, a restart.
 * `run` must do nothing where the service does not run and was not meant to.
 */
export interface Trigger {
  readonly title: string
  /** Ids of resources, such as `file:/etc/keepalived/keepalived.conf`. */
  readonly watches: readonly string[]
  readonly run: Sh
}

/**
 * One kind of thing on a host that can be read, compared and converged. Apply converges `before → after`, undo
 * converges `after → before` with the same code, so nobody writes an inverse.
 */
export interface ResourceType<Input, Spec extends object, State extends Json> {
  readonly kind: string
  /** One sentence for the reference. */
  readonly summary: string
  /** From what a role or a playbook writes to what the other functions get. Specs are JSON, blobs by name. */
  readonly spec: ZodType<Spec, Input>
  /** What tells it from others of its kind on one host: a path, a name. */
  name(spec: Spec): string
  desired(spec: Spec): State | null
  /**
   * Read-only, and the same output for the same state: hosts compare its digest. Runs as root, in a subshell, with
   * the words of engine/target/prelude/ loaded. A status other than 0 means that the state cannot be read: its output
   * says why.
   */
  probe(spec: Spec): Sh
  parse(output: string, spec: Spec): Reading<State>
  /**
   * Read-only too, for people: what the plan shows besides the state (the text of a file, what a package brings). It
   * runs after its probe, whose output it finds in $answered.
   */
  preview?(spec: Spec): Sh
  /** The readable lines of a state, for the plan's diff. `preview` is what {@link ResourceType.preview} printed. */
  stateLines?(state: State, spec: Spec, preview: string | undefined): readonly string[]
  /** Notes for the plan made from the preview, such as the packages that come along. */
  notes?(spec: Spec, preview: string): readonly string[]
  /**
   * A state as plans and messages tell it, where a digest in it would let somebody try out what a secret is; where it
   * holds none, the state itself. Two of them differ where the states do.
   */
  redacted?(state: State, spec: Spec, redactDigest: DigestRedactor): Json
  /** Puts aside what `converge` will need to come back to this state: file contents go to "$EVENKEEL_BLOBS". */
  backup?(spec: Spec, state: State): readonly Sh[]
  /** Reaches `to` from `from`, also from half-way between. Runs under `sh -eu` with the prelude. */
  converge(spec: Spec, from: State | null, to: State | null): readonly Sh[]
  /** Seconds that `converge` may take; where it is not said, those of an ordinary step. */
  timeout?(spec: Spec): number | undefined
  /** Why this change cannot be undone. The plan shows it and consent is needed. */
  irreversible?(from: State | null, to: State | null, spec: Spec): string | undefined
  triggers?(spec: Spec): readonly Trigger[]
  /** Whether this change starts what then has taken in all that its triggers watch: they need not run after it. */
  starts?(from: State | null, to: State | null): boolean
  /** Whether what was read is good enough for `to`, for instance a module in use that cannot be unloaded. */
  holds?(to: State | null, read: State | null): boolean
  /**
   * It claims what only one can have (a port, an address): where it is no longer described, it gives that up before
   * anything new comes. Everything else goes back last, when nothing uses it any more.
   */
  readonly exclusive?: boolean
}

/** How a role places a resource among others. */
export interface Placement {
  /**
   * Id of an earlier resource that may bring this one along (a package and the files in it). While that one is
   * pending, this one is not yet readable, and is read again before its turn.
   */
  readonly readableAfter?: string | undefined
  /**
   * It has what no other beside it may have, such as being the default site of a port: where it is no longer described
   * it goes before anything new comes, as what a type `claims` does.
   */
  readonly exclusive?: boolean | undefined
}

/** A described resource, with its type's functions bound to its spec. */
export interface Resource extends Placement {
  readonly placement: Placement
  readonly kind: string
  readonly name: string
  /** `kind:name`, unique on a host. */
  readonly id: string
  readonly spec: object
  readonly desired: Json
  readonly probe: Sh
  readonly preview: Sh | undefined
  readonly triggers: readonly Trigger[]
  starts(from: Json, to: Json): boolean
  parse(output: string): Reading<Json>
  readonly exclusive: boolean
  holds(to: Json, read: Json): boolean
  stateLines(state: Json, preview: string | undefined): readonly string[]
  /** The state as it may be printed and saved. */
  redacted(state: Json, redactDigest: DigestRedactor): Json
  notes(preview: string): readonly string[]
  backup(state: Json): readonly Sh[]
  converge(from: Json, to: Json): readonly Sh[]
  /** Seconds; undefined: those of an ordinary step. */
  readonly timeout: number | undefined
  irreversible(from: Json, to: Json): string | undefined
}

/** Checks a spec and binds it to its type; throws `input` where the spec is wrong. */
export function makeResource<Input, Spec extends object, State extends Json>(
  type: ResourceType<Input, Spec, State>,
  input: Input,
  placement: Placement = {},
): Resource {
  const checked = type.spec.safeParse(input)
  if (!checked.success) throw new EvenkeelError('input', `${type.kind}: ${z.prettifyError(checked.error)}`)
  return bind(type, checked.data, placement)
}

/** Binds a spec that was checked before. */
export function bind<Input, Spec extends object, State extends Json>(
  type: ResourceType<Input, Spec, State>,
  spec: Spec,
  placement: Placement = {},
): Resource {
  // Journals give states back as the JSON that this type wrote: the one place where that is taken on trust.
  const state = (value: Json) => value as State | null
  const present = (value: Json) => value as State
  const name = type.name(spec)
  const desired = type.desired(spec)
  return {
    ...placement,
    placement,
    kind: type.kind,
    name,
    id: `${type.kind}:${name}`,
    spec,
    desired,
    probe: type.probe(spec),
    preview: type.preview?.(spec),
    triggers: type.triggers?.(spec) ?? [],
    starts: (from, to) => type.starts?.(state(from), state(to)) ?? false,
    parse: (output) => type.parse(output, spec),
    exclusive: type.exclusive ?? placement.exclusive ?? false,
    holds: (to, read) => sameState(to, read) || (type.holds?.(state(to), state(read)) ?? false),
    stateLines: (value, preview) =>
      value === null ? [] : (type.stateLines?.(present(value), spec, preview) ?? linesOf(value)),
    redacted: (value, redactDigest) =>
      value === null ? null : (type.redacted?.(present(value), spec, redactDigest) ?? value),
    notes: (preview) => type.notes?.(spec, preview) ?? [],
    backup: (value) => (value === null ? [] : (type.backup?.(spec, present(value)) ?? [])),
    converge: (from, to) => type.converge(spec, state(from), state(to)),
    timeout: type.timeout?.(spec),
    irreversible: (from, to) => type.irreversible?.(state(from), state(to), spec),
  }
}

export function sameState(one: Json, other: Json): boolean {
  return isDeepStrictEqual(one, other)
}

function linesOf(state: Json): string[] {
  if (state === null || typeof state !== 'object' || Array.isArray(state)) return [wordsOf(state)]
  return Object.entries(state).map(([key, value]) => `${key}: ${wordsOf(value)}`)
}

function wordsOf(value: Json): string {
  if (typeof value === 'string') return value
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return JSON.stringify(value)
}
