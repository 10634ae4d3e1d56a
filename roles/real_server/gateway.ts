import type { Resource } from '../../engine/resources/resource.ts'
import { route } from '../../engine/resources/route.ts'
import type { RealServerVars } from './vars/vars.ts'

/**
 * Answers go back through the directors, which put the VIP where the server's address was: the default route leads to
 * the address that floats with the VIP (rule 6). What keeps a gateway of its own has it before.
 */
export function throughDirectors({ gateway, direct }: RealServerVars): readonly Resource[] {
  return [
    ...direct.map((one) => route(one)),
    ...(gateway === undefined ? [] : [route({ to: 'default', via: gateway })]),
  ]
}
