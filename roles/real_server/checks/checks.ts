import type { Check } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { ingressOf } from '../ingress.ts'
import { carrierOf, type RealServerVars, vipsOf } from '../vars/vars.ts'
import { gatewayCheck } from './gateway.ts'
import { silenceCheck } from './silence.ts'
import { tunnelCheck } from './tunnel.ts'

/** With dr and tun the server carries each VIP and never answers ARP for it. With nat its answers pass the directors. */
export function realServerChecks(context: RoleContext<RealServerVars>): readonly Check[] {
  const { vars, host, clients } = context
  const carrier = carrierOf(vars)
  if (carrier === undefined) return vars.gateway === undefined ? [] : [gatewayCheck(vars.gateway, host.name, clients)]
  const ingress = ingressOf(context)
  return [
    ...vipsOf(vars).map((vip) => silenceCheck(vip, { carrier, ingress, host: host.name, clients })),
    ...(carrier === 'tunl0' ? [tunnelCheck(host.name, ingress)] : []),
  ]
}
