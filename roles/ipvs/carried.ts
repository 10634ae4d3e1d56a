import { EvenkeelError } from '../../engine/errors/error.ts'
import { address } from '../../engine/resources/address.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { bare, withPrefix } from '../kit/addresses.ts'
import { interfaceFor } from '../kit/hosts/segment.ts'
import type { Director } from './director.ts'
import type { Carried, IpvsVars } from './vars.ts'

/** The virtual addresses that the director carries: `vips`, else those of its services. */
function vipsOf({ vips, virtual_servers }: IpvsVars): readonly Carried[] {
  const own = new Set(virtual_servers.flatMap(({ vip }) => vip ?? []))
  return vips ?? [...own].map((written) => ({ address: written, interface: undefined }))
}

/** All addresses that the director carries, the real servers' gateway among them. */
export function carriedBy(vars: IpvsVars): readonly Carried[] {
  return [...vipsOf(vars), ...(vars.gateway === undefined ? [] : [vars.gateway])]
}

export function addresses(vars: IpvsVars, { host }: Director): readonly Resource[] {
  return carriedBy(vars).map((one) => address({ address: withPrefix(one.address), interface: interfaceOf(one, host) }))
}

/** The interface of an address: the one in the vars, else the one in its network, else the host's own. */
export function interfaceOf({ address: written, interface: named }: Carried, host: Director['host']): string {
  const found = named ?? interfaceFor(bare(written), host)?.name
  if (found !== undefined) return found
  throw new EvenkeelError(
    'input',
    `Cannot find the interface of ${written} on ${host.name}: none carries ${host.address} or is in its network`,
    { host: host.name, hint: `Write { address: ${written}, interface: … }.` },
  )
}
