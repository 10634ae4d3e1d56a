import { isDeepStrictEqual } from 'node:util'
import { type ZodType, z } from 'zod'
import { EvenkeelError } from '../errors/error.ts'
import type { DigestRedactor } from '../redaction.ts'
import type { Sh } from '../shell.ts'
import type { Display } from './preview/content-lines.ts'

/** Plain data: plans and journals save it as JSON and read back the same value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The result of a probe: a state (null is absent), or the reason why the resource is not yet readable. */
export type Reading<State> = { readonly state: State | null } | { readonly notYet: string }

/** A reload or restart that runs once, after the last change of a resource that it watches, in both directions. */
export interface Trigger {
  /** Such as `reload nginx`. Triggers of one host with the same title are one trigger. */
  readonly title: string
  /** Ids of resources, such as `file:/etc/keepalived/keepalived.conf`. */
  readonly watches: readonly string[]
  /** Must do nothing if the service neither runs nor is meant to run. */
  readonly run: Sh
}

/**
 * A kind of thing on a host that evenkeel reads, compares and converges. `link.ts` is a short example.
 *
 * `Input` is what a role or a task writes, `Spec` is the input after checks and with defaults, and `State` is what is
 * read and compared.
 *
 * A type has no undo function. Apply converges from the state before to the state after, and undo calls the same
 * `converge` with the two states swapped. So a state holds all that is needed to come back to it. Files keep more: on the
 * host, undo puts the very file back that a step has replaced (engine/target/prelude/backups/).
 *
 * Journals on hosts keep `kind`, specs and states, and outlive releases: a later version must still read them.
 */
export interface ResourceType<Input, Spec extends object, State extends Json> {
  /** The key of a task in a playbook, such as `kernel_module`. */
  readonly kind: string
  /** One sentence for the reference. */
  readonly summary: string
  /** Checks an input and returns the spec. A spec is JSON; it holds file contents as blobs. */
  readonly spec: ZodType<Spec, Input>
  /** Identifies the resource among those of its kind on a host: a path, a name. */
  name(spec: Spec): string
  /** The state that the spec wants; null is absent. */
  desired(spec: Spec): State | null

  /** The folder in which it is made, and which must be there before. */
  folder?(spec: Spec): string
  /**
   * Whether making it may bring this folder along, or one above it; without this function, that is possible. The plan
   * refuses what needs a folder that nothing brings.
   */
  mayBring?(spec: Spec, folder: string): boolean

  /**
   * Prints the state and changes nothing. It runs as root in a subshell, with the functions of engine/target/prelude/.
   * It must print the same bytes for the same state: hosts compare digests of the output. A status other than 0 means
   * that the state cannot be read; the output is then the reason.
   */
  probe(spec: Spec): Sh
  /**
   * Reads the output of `probe`. Returns `notYet` if the host lacks something that an earlier change may bring, such as
   * the program that reads the state.
   */
  parse(output: string, spec: Spec): Reading<State>
  /** Whether `read` is good enough although it differs from `to`: a module that is in use cannot be unloaded. */
  holds?(to: State | null, read: State | null, spec: Spec): boolean

  /** Saves what `converge` needs to come back to `state`, before the step. */
  backup?(spec: Spec, state: State): readonly Sh[]
  /**
   * Keeps the content of a resource that is found as described, and so is not changed: once it is described differently,
   * `remove` needs it.
   */
  keep?(spec: Spec, state: State): readonly Sh[]
  /**
   * Changes the host from `from` to `to`. It must also get there from half-way between, as an interrupted step is
   * repeated. Runs under `sh -eu`, with the functions of engine/target/prelude/; `at-boot.sh` there lists the limits of
   * an undo at boot.
   */
  converge(spec: Spec, from: State | null, to: State | null): readonly Sh[]
  /** Timeout of `converge` in seconds; undefined: that of an ordinary step. */
  timeout?(spec: Spec): number | undefined
  /** Why undo cannot take this change back, or undefined. The plan shows the reason, and the user must consent. */
  irreversible?(from: State | null, to: State | null, spec: Spec): string | undefined
  /**
   * Only one resource can have what this one has, such as a port or an address. If it is no longer described, it is
   * removed before anything new comes; all other types are removed last, when nothing uses them any more.
   */
  readonly exclusive?: boolean
  /** It cannot be absent while what it is readable after is there: a package's unit, a module's settings. */
  readonly inseparable?: boolean

  /**
   * Prints more for the plan than the state holds, such as the text of a file, and changes nothing. It runs right after
   * `probe`, with the probe's output in $answered.
   */
  preview?(spec: Spec): Sh
  /**
   * The same where the resource is to go away, instead of {@link ResourceType.preview}: for what its removal takes along
   * that others may have written.
   */
  removalPreview?(spec: Spec): Sh
  /** The same where the resource gets back a state that the spec does not want, as in a rollback. */
  restorePreview?(spec: Spec, state: State): Sh
  /**
   * A state as lines of the plan's diff; without this function, a line for each key. `preview` is the output of
   * {@link ResourceType.preview}.
   */
  stateLines?(state: State, spec: Spec, preview: string | undefined, display?: Display): readonly string[]
  /** Notes for the plan, read from the preview: the packages that come along, what is moved aside. */
  notes?(spec: Spec, preview: string): readonly string[]
  /**
   * The state as plans and messages may print it, with each digest of a secret, or of a text that not everybody may
   * read, replaced by `redactDigest`: the digest itself would let somebody try out the secret. Must return `state` itself
   * if it holds no secret, and different values for different states.
   */
  redacted?(state: State, spec: Spec, redactDigest: DigestRedactor): Json

  /** Reloads and restarts that changes of other resources need. */
  triggers?(spec: Spec): readonly Trigger[]
  /** Whether this change starts the service: its triggers need not run for the changes before the start. */
  starts?(from: State | null, to: State | null): boolean
  /** Whether the service does not run in this state: its triggers have nothing to do then. */
  isStopped?(state: State): boolean
}

/** How a role places a resource among others. */
export interface Placement {
  /**
   * Id of an earlier resource that may bring this one along, as a package brings files. While that change is pending,
   * this resource is not yet readable; it is read again before its turn.
   */
  readonly readableAfter?: string | undefined
  /** As {@link ResourceType.exclusive}, for one resource: such as the default site of a port. */
  readonly exclusive?: boolean | undefined
  /**
   * Id of a file: a command that changes both leaves out the file's reload, as this resource makes the running process as
   * the file says.
   */
  readonly replacesReloadFor?: string | undefined
}

/** A described resource: the functions of its type, bound to its spec. {@link ResourceType} explains them. */
export interface Resource extends Placement {
  readonly placement: Placement
  readonly kind: string
  readonly name: string
  /** `kind:name`, unique on a host. */
  readonly id: string
  readonly spec: object
  readonly desired: Json
  /** Undefined if it needs none, or brings it along. */
  readonly folder: string | undefined
  mayBring(folder: string): boolean
  readonly probe: Sh
  parse(output: string): Reading<Json>
  /** Whether `read` equals `to`, or is good enough. */
  holds(to: Json, read: Json): boolean
  backup(state: Json): readonly Sh[]
  keep(state: Json): readonly Sh[]
  converge(from: Json, to: Json): readonly Sh[]
  /** Seconds; undefined: that of an ordinary step. */
  readonly timeout: number | undefined
  irreversible(from: Json, to: Json): string | undefined
  readonly exclusive: boolean
  readonly inseparable: boolean
  readonly preview: Sh | undefined
  /** The preview of a change to another state than the desired one. */
  previewOf(to: Json): Sh | undefined
  /** Prints, as a preview, what the host keeps of a state that it had; undefined if a state is all that there is. */
  keptOf(state: Json): Sh | undefined
  stateLines(state: Json, preview: string | undefined, display?: Display): readonly string[]
  notes(preview: string): readonly string[]
  redacted(state: Json, redactDigest: DigestRedactor): Json
  readonly triggers: readonly Trigger[]
  starts(from: Json, to: Json): boolean
  isStopped(state: Json): boolean
}

/** Checks an input and binds its spec to the type. Throws `input` if a value is wrong. */
export function makeResource<Input, Spec extends object, State extends Json>(
  type: ResourceType<Input, Spec, State>,
  input: Input,
  placement: Placement = {},
): Resource {
  const checked = type.spec.safeParse(input)
  if (!checked.success) throw new EvenkeelError('input', `${type.kind}: ${z.prettifyError(checked.error)}`)
  return bind(type, checked.data, placement)
}

/** Binds a spec that is already checked. */
export function bind<Input, Spec extends object, State extends Json>(
  type: ResourceType<Input, Spec, State>,
  spec: Spec,
  placement: Placement = {},
): Resource {
  // States come from `desired`, `parse` or a journal, as this type wrote them. They are not checked again.
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
    folder: type.folder?.(spec),
    mayBring: (folder) => type.mayBring?.(spec, folder) ?? true,
    probe: type.probe(spec),
    parse: (output) => type.parse(output, spec),
    holds: (to, read) => sameState(to, read) || (type.holds?.(state(to), state(read), spec) ?? false),
    backup: (value) => (value === null ? [] : (type.backup?.(spec, present(value)) ?? [])),
    keep: (value) => (value === null ? [] : (type.keep?.(spec, present(value)) ?? [])),
    converge: (from, to) => type.converge(spec, state(from), state(to)),
    timeout: type.timeout?.(spec),
    irreversible: (from, to) => type.irreversible?.(state(from), state(to), spec),
    exclusive: type.exclusive ?? placement.exclusive ?? false,
    inseparable: type.inseparable ?? false,
    preview: type.preview?.(spec),
    previewOf: (to) => {
      if (to === null) return type.removalPreview?.(spec) ?? type.preview?.(spec)
      return sameState(to, desired)
        ? type.preview?.(spec)
        : (type.restorePreview?.(spec, present(to)) ?? type.preview?.(spec))
    },
    keptOf: (value) => (value === null ? undefined : type.restorePreview?.(spec, present(value))),
    stateLines: (value, preview, display) =>
      value === null ? [] : (type.stateLines?.(present(value), spec, preview, display) ?? linesOf(value)),
    notes: (preview) => type.notes?.(spec, preview) ?? [],
    redacted: (value, redactDigest) =>
      value === null ? null : (type.redacted?.(present(value), spec, redactDigest) ?? value),
    triggers: type.triggers?.(spec) ?? [],
    starts: (from, to) => type.starts?.(state(from), state(to)) ?? false,
    isStopped: (value) => type.isStopped?.(present(value)) ?? false,
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
