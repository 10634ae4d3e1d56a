import { dirname, isAbsolute, resolve } from 'node:path'
import type { ZodType, z } from 'zod'
import { Blob } from '../blob.ts'
import { EvenkeelError } from '../errors/error.ts'
import { addressType } from './address.ts'
import { certificateType } from './certificate.ts'
import { commandType } from './command.ts'
import { databaseType } from './database.ts'
import { databaseAccountType } from './database-account.ts'
import { directoryType } from './directory.ts'
import { fileType } from './file.ts'
import { firewallOpeningType } from './firewall-opening.ts'
import { haproxyServerType } from './haproxy-server.ts'
import { interfaceType } from './interface.ts'
import { ipvsServiceType } from './ipvs-service.ts'
import { kernelModuleType } from './kernel-module.ts'
import { linkType } from './link.ts'
import { packageType } from './package.ts'
import { replicationChannelType } from './replication-channel.ts'
import { bind, type Json, type Placement, type Resource, type ResourceType } from './resource.ts'
import { routeType } from './route.ts'
import { rsyslogModuleType } from './rsyslog-module.ts'
import { selinuxBooleanType } from './selinux-boolean.ts'
import { serviceType } from './service.ts'
import { sysctlType } from './sysctl.ts'
import { userType } from './user.ts'

/** A checked task: zod's issues, with paths into the task's value, or a function that makes the resource. */
export type CheckedTask =
  | { readonly issues: readonly z.core.$ZodIssue[] }
  | { readonly resource: (placement?: Placement) => Resource }

/** A resource type without its type parameters, so that all types fit into one map. */
export interface ErasedType {
  readonly kind: string
  readonly summary: string
  /** Every key has a description, for the reference and for `z.toJSONSchema(spec, { io: 'input', unrepresentable: 'any' })`. */
  readonly spec: ZodType
  /** Checks the value of a playbook's task; `playbook` is the path of the playbook. */
  check(value: unknown, playbook: string): CheckedTask
  /** Binds a spec from a host's journal: the JSON of a spec that this type made. */
  restore(spec: object, placement?: Placement): Resource
}

/** All resource types by kind, in the order in which the reference lists them. */
export const resourceTypes: ReadonlyMap<string, ErasedType> = new Map(
  [
    erase(packageType),
    erase(fileType, besidePlaybook),
    erase(directoryType),
    erase(linkType),
    erase(serviceType),
    erase(sysctlType),
    erase(kernelModuleType),
    erase(interfaceType),
    erase(addressType),
    erase(routeType),
    erase(ipvsServiceType),
    erase(haproxyServerType),
    erase(userType),
    erase(certificateType),
    erase(rsyslogModuleType),
    erase(firewallOpeningType),
    erase(selinuxBooleanType),
    erase(databaseType),
    erase(databaseAccountType),
    erase(replicationChannelType),
    erase(commandType),
  ].map((type) => [type.kind, type]),
)

/** Binds a spec from a journal. Throws `unsupported` if this version has no such kind, or cannot use the spec. */
export function restore(kind: string, spec: object, placement: Placement = {}): Resource {
  const type = resourceTypes.get(kind)
  if (type !== undefined) return restored(type, spec, placement)
  throw new EvenkeelError('unsupported', `Cannot read a resource of the journal: this version has no kind "${kind}"`, {
    hint: 'A newer evenkeel wrote the journal: use that version.',
  })
}

/** The spec may be of another version: whatever then fails is refused in words. */
function restored(type: ErasedType, spec: object, placement: Placement): Resource {
  const guarded = <Words extends readonly unknown[], Result>(use: (...words: Words) => Result) => {
    return (...words: Words): Result => {
      try {
        return use(...words)
      } catch (cause) {
        if (cause instanceof EvenkeelError) throw cause
        throw unusable(type.kind, spec, cause)
      }
    }
  }
  const resource = guarded(() => type.restore(spec, placement))()
  const guardedParts = Object.entries(resource).map(([name, part]) => [
    name,
    typeof part === 'function' ? guarded(part as (...words: readonly unknown[]) => unknown) : part,
  ])
  return Object.fromEntries(guardedParts) as Resource
}

function unusable(kind: string, spec: object, cause: unknown): EvenkeelError {
  const { name, path } = spec as { readonly name?: unknown; readonly path?: unknown }
  const which = [name, path].find((one) => typeof one === 'string') ?? 'without a name'
  const why = cause instanceof Error ? cause.message : String(cause)
  return new EvenkeelError('unsupported', `Cannot use the description of ${kind} ${which} in the journal: ${why}`, {
    hint: 'Another version of evenkeel wrote it: use that version to take it back.',
    cause,
  })
}

function erase<Input, Spec extends object, State extends Json>(
  type: ResourceType<Input, Spec, State>,
  prepare: (value: unknown, playbook: string) => unknown = (value) => value,
): ErasedType {
  return {
    kind: type.kind,
    summary: type.summary,
    spec: type.spec,
    check(value, playbook) {
      const checked = type.spec.safeParse(prepare(value, playbook))
      if (!checked.success) return { issues: checked.error.issues }
      return { resource: (placement) => bind(type, checked.data, placement) }
    },
    // A journal holds the spec that this type wrote, with blobs by name. It is not checked again.
    restore: (spec, placement) => bind(type, withBlobs(spec) as Spec, placement),
  }
}

/** Replaces names of blobs by blobs whose bytes only the host has. */
function withBlobs(value: unknown): unknown {
  if (value instanceof Blob || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(withBlobs)
  const { sha256, size, secret } = value as Record<string, unknown>
  if (typeof sha256 === 'string' && typeof size === 'number' && typeof secret === 'boolean')
    return Blob.named({ sha256, size, secret })
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBlobs(inner)]))
}

/** Resolves a relative `source` from the folder of the playbook. */
function besidePlaybook(value: unknown, playbook: string): unknown {
  if (value === null || typeof value !== 'object' || !('source' in value)) return value
  const { source } = value
  if (typeof source !== 'string' || source === '' || isAbsolute(source)) return value
  return { ...value, source: resolve(dirname(playbook), source) }
}
