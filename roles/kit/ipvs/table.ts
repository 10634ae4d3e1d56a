import type { Forwarding } from '../../../engine/resources/ipvs/table.ts'
import { isVersion6 } from '../addresses.ts'

/** A real server as it is described: what the table shall say of it, who it is, and what else may be true. */
export interface DescribedServer {
  readonly name: string
  /** `10.0.0.21:80` */
  readonly endpoint: string
  readonly mode: Forwarding
  readonly weight: number
  /** Somebody looks whether it is well, and takes it out where it is not. */
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
  /** Seconds; null where clients do not stay. */
  readonly persistence: number | null
  /** A netmask or a prefix length; null where it is the whole address. */
  readonly granularity: string | null
  readonly onePacket: boolean
  readonly servers: readonly DescribedServer[]
  /** The endpoint of a server that answers where all others are gone. */
  readonly sorryServer: string | undefined
}

/** ipvsadm does not print a granularity that is the whole address. */
export function wholeAddress(granularity: string | number | undefined): string | null {
  const written = String(granularity ?? 128)
  return ['255.255.255.255', '128'].includes(written) ? null : written
}

/** How the table calls a service. A firewall mark is IPv6's where its real servers are. */
export function tableName(service: string, reals: readonly { readonly address: string }[]): string {
  const isMark6 = service.startsWith('fwmark ') && reals.some((real) => isVersion6(real.address))
  return isMark6 ? `${service} IPv6` : service
}
