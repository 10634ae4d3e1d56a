import type { Facts } from '../../../engine/facts.ts'
import type { FollowedRule, HostView, Lint } from '../../contract.ts'
import { isVersion6 } from '../addresses.ts'
import { warn } from '../lints/lint.ts'

/** What both roles of directors do about a gateway that is learned by router advertisements. */
export const advertisedGateway: FollowedRule = {
  rule: 63,
  how: 'mode nat with IPv6 sets accept_ra 2 on the interfaces where the kernel learns its gateway; it warns if a program learns it',
}

/**
 * The kernel goes on learning with accept_ra 2, which the role sets. A program decides by itself: systemd-networkd learns
 * nothing on a host that forwards, unless it is told to.
 *
 * @param translated addresses of real servers with mode nat
 */
export function learnedGateway(
  { name, facts }: HostView & { readonly facts: Facts },
  translated: readonly string[],
): readonly Lint[] {
  if (!translated.some(isVersion6)) return []
  return facts.advertised
    .filter(({ by }) => by === 'program')
    .map((one) =>
      warn(
        63,
        `${name} learns its IPv6 gateway by router advertisements on ${one.interface}, through a program that may stop that once the host forwards: write IPv6AcceptRA=yes for systemd-networkd, or a static gateway`,
      ),
    )
}
