import type { HostView } from '../../contract.ts'
import { addressOf } from './address.ts'

/** The addresses of trusted balancers: a group's name stands for its hosts. */
export function trustedAddresses(
  from: string | readonly string[],
  find: (pattern: string) => readonly HostView[],
): readonly string[] {
  return typeof from === 'string' ? find(from).map(addressOf) : from
}
