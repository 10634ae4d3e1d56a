import type { Forwarding } from '../../../engine/resources/ipvs/table.ts'
import { isVersion6 } from '../addresses.ts'
import type { Up } from '../verify/up.ts'

/** A real server as it is described, and the states of the table that are also right for it. */
export interface DescribedServer {
  readonly name: string
  /** `10.0.0.21:80` */
  readonly endpoint: string
  readonly mode: Forwarding
  readonly weight: number
  /** A checker removes it while it fails. */
  readonly checked: boolean
  /** It stays in the table with weight 0 when it fails. */
  readonly inhibited: boolean
  /** Its checker sets its weight. */
  readonly weighsItself: boolean
}

/** A virtual service as it is described. */
export interface DescribedService {
  /** As the field writes it: `tcp 10.0.0.100:80`, `fwmark 1`, `fwmark 1 IPv6`. */
  readonly name: string
  readonly scheduler: string
  /** Seconds; null without persistence. */
  readonly persistence: number | null
  /** A netmask or a prefix length; null for the whole address. */
  readonly granularity: string | null
  readonly onePacket: boolean
  readonly servers: readonly DescribedServer[]
  /** The endpoint of the server that answers when all others are gone. */
  readonly sorryServer: string | undefined
  /** How many of its servers must be up. */
  readonly up: Up
}

/** Null for the whole address, which ipvsadm does not print. */
export function wholeAddress(granularity: string | number | undefined): string | null {
  const written = String(granularity ?? 128)
  return ['255.255.255.255', '128'].includes(written) ? null : written
}

/** The name of a service in the table. A firewall mark is IPv6 if its real servers are. */
export function tableName(service: string, reals: readonly { readonly address: string }[]): string {
  const isMark6 = service.startsWith('fwmark ') && reals.some((real) => isVersion6(real.address))
  return isMark6 ? `${service} IPv6` : service
}
