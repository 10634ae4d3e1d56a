import { EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from './connection.ts'

/** Reads one host of a ProxyJump, such as `anna@gate:2222`, `gate`, `[fd00::1]:22` or `ssh://gate:2222`. */
export function parseJump(jump: string): HostTarget {
  const found = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:@]+))(?::(\d+))?\/?$/.exec(jump)
  const address = found?.[2] ?? found?.[3]
  if (found === null || address === undefined)
    throw new EvenkeelError('input', `Cannot jump through ${jump}: user@host:port is needed`)
  return { name: address, address, user: found[1], port: found[4] === undefined ? undefined : Number(found[4]) }
}

/**
 * The host that a jump names: one of the inventory, with its settings there, or another one. A user and a port in the jump
 * itself count before those of the inventory.
 */
export function jumpTarget(jump: string, inventory: ReadonlyMap<string, HostTarget>): HostTarget {
  const whole = inventory.get(jump)
  if (whole !== undefined) return whole
  const parsed = parseJump(jump)
  const known = inventory.get(parsed.name)
  return known === undefined ? parsed : { ...known, user: parsed.user ?? known.user, port: parsed.port ?? known.port }
}
