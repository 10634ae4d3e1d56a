import type { Look } from '../../../engine/check.ts'
import type { HostView } from '../../contract.ts'

/** Where clients' questions come from: the first client that is connected, else the controller. */
export function askingPlace(clients: readonly HostView[]): Look['from'] {
  return clients.find((one) => one.facts !== undefined)?.name ?? { controller: true }
}
