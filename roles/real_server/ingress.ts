import { EvenkeelError } from '../../engine/errors/error.ts'
import type { RoleContext } from '../contract.ts'
import { interfaceFor } from '../kit/hosts/segment.ts'
import { type RealServerVars, vipsOf } from './vars/vars.ts'

/** The interface where requests come in: the one in the vars, else the one in the VIP's network, else the host's own. */
export function ingressOf({ vars, host }: Pick<RoleContext<RealServerVars>, 'vars' | 'host'>): string {
  if (vars.interface !== undefined) return vars.interface
  const [vip = ''] = vipsOf(vars)
  const found = interfaceFor(vip, host)
  if (found !== undefined) return found.name
  throw new EvenkeelError(
    'input',
    `Cannot find the interface where requests for ${vip} come in on ${host.name}: none carries ${host.address} or is in its network`,
    { host: host.name, hint: 'Write the role\'s "interface".' },
  )
}
