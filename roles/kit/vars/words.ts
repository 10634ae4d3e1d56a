import { isIP } from 'node:net'
import { z } from 'zod'
import { canonicalIp } from '../../../engine/resources/fields/ip.ts'
import { parseAddress } from '../addresses.ts'
import { whyNoVip } from '../no-vip.ts'

/** An IPv4 or IPv6 address in the form in which hosts print it, so that checks can compare the two. */
export const address = z
  .string()
  .refine((value) => isIP(value) !== 0, 'an IP address is needed')
  .transform(asPrinted)

/** An address that may have a prefix, such as `10.0.0.100/24`. */
export const addressWithPrefix = z
  .string()
  .refine((value) => parseAddress(value) !== undefined, 'an IP address is needed, with or without a prefix')
  .transform((value) => value.replace(/^[^/]+/, asPrinted))

/** An address with an interface (`fe80::1%eth0`) has no other form. */
function asPrinted(value: string): string {
  return value.includes('%') ? value : canonicalIp(value)
}

/** A virtual address, with or without a prefix: one that a host can take over (rule 56). */
export const virtualAddress = addressWithPrefix.superRefine((value, context) => {
  const why = whyNoVip(value)
  if (why !== undefined) context.addIssue({ code: 'custom', message: `${value} ${why}: no host can take it over` })
})

/** A port of TCP or UDP. */
export const port = z.int().min(1).max(65535)

/** The name of a network interface, as Linux allows it. */
export const interfaceName = z
  .string()
  .regex(/^(?!-)[^\s/:"#!{}$\\]{1,15}$/, 'the name of an interface is needed: at most 15 characters, such as eth0')

/** A name that is one word in config files. */
export const configName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, 'letters, digits, ".", "_" and "-" are allowed, at most 64')

/** The name of a user or a group on a host. */
export const account = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'the name of an account is needed')

/** The user's own lines of a config file, taken as they are. */
export const extraLines = z
  .string()
  .refine((value) => !value.includes('\0'), 'a NUL byte cannot be in a config file')
  .transform((value) => value.replace(/\n+$/, ''))
