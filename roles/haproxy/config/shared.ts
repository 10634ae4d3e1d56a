import { text } from '../../../engine/secrets.ts'
import { endpoint } from '../../kit/addresses.ts'
import { flag, type Lines } from '../../kit/config-text.ts'
import { argumentOf } from '../text.ts'
import type { Resolvers } from '../vars/resolvers.ts'
import type { Userlist } from '../vars/userlist.ts'
import { section } from './section.ts'

export function resolverLines(resolvers: Resolvers): Lines {
  const { name, nameservers, resolv_conf: isOwn, retries, timeout, hold, payload } = resolvers
  return section(
    `resolvers ${name}`,
    nameservers.map((address, index) => `nameserver server${index + 1} ${endpoint(address, 53)}`),
    flag('parse-resolv-conf', isOwn),
    [`resolve_retries ${retries}`, `timeout resolve ${timeout}`, `timeout retry ${timeout}`],
    [`hold valid ${hold}`, `accepted_payload_size ${payload}`],
  )
}

export function userLines({ name, users }: Userlist): Lines {
  const groups = [...new Set(users.flatMap((user) => user.groups))]
  return section(
    `userlist ${name}`,
    groups.map((group) => `group ${group}`),
    users.map((user) => {
      const member = user.groups.length === 0 ? '' : ` groups ${user.groups.join(',')}`
      return user.hash === undefined
        ? text`user ${user.name} insecure-password ${argumentOf(user.password ?? '')}${member}`
        : text`user ${user.name} password ${argumentOf(user.hash)}${member}`
    }),
  )
}
