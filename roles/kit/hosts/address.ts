import { isIP } from 'node:net'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { HostView } from '../../contract.ts'

/** A host's address for a config file. Throws `input` if it is a name: what a name resolves to can change. */
export function addressOf(host: HostView): string {
  if (isIP(host.address) !== 0) return host.address
  throw new EvenkeelError(
    'input',
    `Cannot write the address of ${host.name} into a config file: it is "${host.address}", an IP address is needed`,
  )
}
