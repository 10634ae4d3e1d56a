import { isIP } from 'node:net'
import { canonicalIp } from '../resources/fields/ip.ts'

/** An address in the spelling that ssh writes to known_hosts; a name as it is. */
export function canonicalAddress(address: string): string {
  const [ip = '', ...zone] = address.split('%')
  return isIP(ip) === 6 ? [canonicalIp(ip), ...zone].join('%') : address
}

/** `ADDRESS:PORT`, with an IPv6 address in brackets. */
export function endpoint(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
