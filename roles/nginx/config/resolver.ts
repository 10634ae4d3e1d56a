import { isIPv6 } from 'node:net'
import type { Lines } from '../../kit/config-text.ts'
import type { Resolver } from '../vars/main.ts'
import { directive } from './directive.ts'

/** The nameservers for names that nginx looks up while it runs. */
export function resolverLines({ servers, valid, timeout, ipv6 }: Resolver): Lines {
  const addresses = servers.map((one) => (isIPv6(one) ? `[${one}]` : one))
  const words = [...addresses, ...(valid === undefined ? [] : [`valid=${valid}`]), ...(ipv6 ? [] : ['ipv6=off'])]
  return [`resolver ${words.join(' ')};`, ...directive('resolver_timeout', timeout)]
}
