import type { Located } from '../engine/errors/document.ts'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { Secret } from '../engine/secrets.ts'

/** The secrets that a playbook and an inventory need, and that somebody must open. */
export interface WantedSecrets {
  /** The names in `${secret:NAME}`. */
  readonly names: ReadonlySet<string>
  /** Whether there is a value of Ansible's vault. */
  readonly vaulted: boolean
}

/** Secrets that were opened before the look-ups are resolved: to ask for a passphrase takes a while. */
export interface OpenedSecrets {
  /** The secret with this name in the file of secrets. Throws an error without a place. */
  secret(name: string): Secret
  /** The value of a text of Ansible's vault. Throws an error without a place. */
  vaulted(text: string): Secret
}

/** Where nobody can be asked, and no file is opened. */
export const NOTHING_OPENED: OpenedSecrets = {
  secret: () => {
    throw new EvenkeelError('input', 'The file of secrets is not open here')
  },
  vaulted: () => {
    throw new EvenkeelError('input', 'Values of the vault are not opened here')
  },
}

const REFERENCE = /\$\$\{|\$\{secret:(?<name>[^}]*)\}/g

/** Finds what the look-ups in these values need. */
export function wantedSecrets(values: Iterable<Located>): WantedSecrets {
  const names = new Set<string>()
  let vaulted = false
  const seen = new Set<Located>()
  const visit = (one: Located): void => {
    // A value with an alias stands in several places.
    if (seen.has(one)) return
    seen.add(one)
    if (one.type === 'list') for (const item of one.items) visit(item)
    else if (one.type === 'map') for (const { value } of one.entries.values()) visit(value)
    else if (one.vaulted === true) vaulted = true
    else if (!one.place.source.literal && one.literal !== true && typeof one.value === 'string')
      for (const { groups } of one.value.matchAll(REFERENCE)) if (groups?.name) names.add(groups.name)
  }
  for (const one of values) visit(one)
  return { names, vaulted }
}
