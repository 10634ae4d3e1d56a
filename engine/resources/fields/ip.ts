import { BlockList, isIP } from 'node:net'
import { z } from 'zod'

/** An address in its canonical form, which the kernel prints too. */
export function canonicalIp(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address
}

export const ipAddress = z
  .string()
  .refine((address) => isIP(address) !== 0 && !address.includes('%'), 'must be an IP address, such as 10.0.0.1')
  .transform(canonicalIp)

/** An address with a prefix length. Default: that of a single address, /32 or /128. */
export const ipPrefix = z
  .string()
  .refine(isPrefix, 'must be an IP address with a prefix length, such as 10.0.0.1/32')
  .transform((prefix) => {
    const [address = '', length] = prefix.split('/')
    return `${canonicalIp(address)}/${length ?? bits(address)}`
  })

function isPrefix(prefix: string): boolean {
  const [address = '', length, ...more] = prefix.split('/')
  if (isIP(address) === 0 || address.includes('%') || more.length > 0) return false
  return length === undefined || (/^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= bits(address))
}

function bits(address: string): number {
  return isIP(address) === 6 ? 128 : 32
}

/** Drops each network that lies in another one of the list: nftables refuses ranges that overlap. */
export function withoutContained(prefixes: readonly string[]): readonly string[] {
  return prefixes.filter(
    (one, index) =>
      !prefixes.some((other, at) => at !== index && contains(other, one) && (at < index || !contains(one, other))),
  )
}

function contains(outer: string, inner: string): boolean {
  const [[network = '', width], [address = '', length]] = [outer.split('/'), inner.split('/')]
  if (isIP(network) !== isIP(address) || Number(width) > Number(length)) return false
  const list = new BlockList()
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4'
  list.addSubnet(network, Number(width), family)
  return list.check(address, family)
}
