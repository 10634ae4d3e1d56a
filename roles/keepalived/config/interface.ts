import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { Facts } from '../../../engine/facts.ts'
import type { HostView } from '../../contract.ts'
import { bare } from '../../kit/addresses.ts'
import { interfaceFor } from '../../kit/hosts/segment.ts'
import type { Instance } from '../vars/instance.ts'
import { vipsOf } from '../vars/vips.ts'

/** The interface of an instance on a host: the one in its vars, else the one in the VIP's network, else the host's own. */
export function interfaceOf(instance: Instance, host: HostView & { readonly facts: Facts }): string {
  if (instance.interface !== undefined) return instance.interface
  const [vip = ''] = vipsOf(instance)
  const found = interfaceFor(bare(vip), host)
  if (found !== undefined) return found.name
  throw new EvenkeelError(
    'input',
    `Cannot find the interface of instance "${instance.name}" on ${host.name}: none carries ${host.address} or is in the network of ${vip}`,
    { host: host.name, hint: 'Write the instance\'s "interface".' },
  )
}
