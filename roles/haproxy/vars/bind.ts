import { isIP, isIPv6 } from 'node:net'
import { z } from 'zod'
import { endpoint } from '../../kit/addresses.ts'
import { address, configName, interfaceName, port } from '../../kit/vars/words.ts'
import { legacyBindNames, refusingLegacy } from '../legacy/names.ts'
import { rawWords } from './words.ts'

const WRITTEN = /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+|\*|own))?:)?(\d{1,5})$/

const written = z.union([port, z.string()]).transform((value, context) => {
  const [, version6, other, number = ''] = WRITTEN.exec(String(value)) ?? []
  const found = version6 ?? other
  const isAddress = found === undefined || ['*', 'own'].includes(found) || isIP(found) !== 0
  if (isAddress && port.safeParse(Number(number)).success) return { address: found ?? '*', port: Number(number) }
  context.addIssue({ code: 'custom', message: bindError(String(value)), input: value })
  return z.NEVER
})

function bindError(value: string): string {
  if (/:\d+ /.test(value)) return 'words after the port are keys: { address: 10.0.0.1, port: 443, ssl: NAME }'
  if (/:\d+(,|-\d)/.test(value)) return 'one address and one port is needed: write an entry for each'
  return 'a port, or an address with one, is needed: 80, "10.0.0.1:80", "[fd00::1]:80"'
}

const described = z
  .strictObject({
    address: z
      .union([z.enum(['*', 'own']), address], 'an IP address, "own" or "*" is needed')
      .optional()
      .describe("an address of the host; own: the host's address; default: *, all IPv4 addresses"),
    vip: address
      .optional()
      .describe('instead of address: a virtual address, which the host binds also while it does not hold it (rule 34)'),
    port: port.describe('the port'),
    ssl: z
      .union([configName.transform((name) => [name]), z.array(configName).min(1)])
      .optional()
      .describe('names of certificates: HAProxy terminates TLS. Clients that send no name get the first one'),
    alpn: z
      .array(z.enum(['h2', 'http/1.1', 'http/1.0']))
      .min(1)
      .optional()
      .describe('protocols that TLS offers; default: h2 and http/1.1 with mode http'),
    http3: z
      .boolean()
      .default(false)
      .describe('also HTTP/3 at the same port by UDP, where HAProxy is built with QUIC: 2.6 of Debian 12 is not'),
    accept_proxy: z.boolean().default(false).describe('whether clients are proxies that send the PROXY protocol'),
    transparent: z.boolean().default(false).describe('accept connections to any address that reach the host'),
    interface: interfaceName.optional().describe('only from this interface'),
    extra: rawWords.optional().describe('further words for the bind line'),
  })
  .refine((one) => one.address === undefined || one.vip === undefined, {
    path: ['vip'],
    error: 'either address or vip is needed, not both',
  })
  .refine((one) => one.alpn === undefined || one.ssl !== undefined, {
    path: ['alpn'],
    error: 'alpn needs ssl',
  })
  .refine((one) => !one.http3 || one.ssl !== undefined, { path: ['http3'], error: 'http3 needs ssl' })

const full = refusingLegacy(described, legacyBindNames)

/** An address and port of a frontend or a listen. */
export const bind = z
  .union([written.transform((short) => full.parse(short)), full])
  .transform(({ address, vip, ...others }) => ({ ...others, address: vip ?? address ?? '*', isVip: vip !== undefined }))

export type Bind = z.output<typeof bind>

/** True if the bind accepts connections to every address of the host. */
export function isEverywhere({ address }: Pick<Bind, 'address'>): boolean {
  return ['*', '0.0.0.0', '::'].includes(address)
}

export function isLoopback({ address }: Pick<Bind, 'address'>): boolean {
  return address === '::1' || address.startsWith('127.')
}

export function bindName({ address, port }: Pick<Bind, 'address' | 'port'>): string {
  return isIPv6(address) ? endpoint(address, port) : `${address}:${port}`
}
