import type { GuardState } from '../guard-state.ts'

/** How the data of a host stands to the writer's. */
export type Relation =
  /** It fetches what it lacks by itself; nothing of its own is lost. */
  | { readonly kind: 'joins' }
  /** An earlier copy did not end: what the host had is gone already. */
  | { readonly kind: 'half copied' }
  /** It has no data of users. */
  | { readonly kind: 'empty'; readonly why: string }
  /** A copy deletes what it has. `only` are the transactions that nobody else has, as its guard writes them. */
  | { readonly kind: 'differs'; readonly why: string; readonly only: string | undefined }

export interface RelationInput {
  readonly state: GuardState
  /** The lines of `writer compare` on the host. */
  readonly compared: ReadonlyMap<string, string>
  /** The host has databases of users. */
  readonly hasData: boolean
  readonly isHalfCopied: boolean
}

export function relationOf({ state, compared, hasData, isHalfCopied }: RelationInput): Relation {
  if (isHalfCopied) return { kind: 'half copied' }
  const relation = compared.get('relation')
  const only = compared.get('only_here') || undefined
  const isRelated = compared.get('lineage') === 'same' && state.lineage !== ''
  if (isRelated && (relation === 'equal' || relation === 'behind')) {
    const purged = state.channel === 'forked' && state.channelError.includes('purged')
    return purged ? copyOf(hasData, state.channelError, undefined) : { kind: 'joins' }
  }
  const why = isRelated ? 'it has transactions that the writer lacks' : 'it does not come from the data of the writer'
  return copyOf(hasData, why, only)
}

function copyOf(hasData: boolean, why: string, only: string | undefined): Relation {
  return hasData ? { kind: 'differs', why, only } : { kind: 'empty', why }
}
