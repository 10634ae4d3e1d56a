import { EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from './connection.ts'

/** One host of a ProxyJump, such as `anna@gate:2222`, `gate`, `[fd00::1]:22` or `ssh://gate:2222`. */
export function parseJump(jump: string): HostTarget {
  const found = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:@]+))(?::(\d+))?\/?$/.exec(jump)
  const address = found?.[2] ?? found?.[3]
  if (found === null || address === undefined)
    throw new EvenkeelError('input', `Cannot jump through ${jump}: user@host:port is needed`)
  return { name: address, address, user: found[1], port: found[4] === undefined ? undefined : Number(found[4]) }
}
