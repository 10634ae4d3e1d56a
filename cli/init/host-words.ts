import { isIP } from 'node:net'
import { errorsOf, Source } from '../../engine/errors/source.ts'
import type { ConnectionSettings } from '../../inventory/inventory.ts'
import { expandHosts, nameProblem } from '../../inventory/names.ts'

/** A host that an answer names, and how to log in where that is said. */
export interface NamedHost {
  readonly name: string
  readonly connection: ConnectionSettings
}

const WORD =
  /^(?:(?<name>[^=@\s]+)=)?(?:(?<user>[^@=\s]+)@)?(?:\[(?<v6>[0-9A-Fa-f:.]+)\]|(?<address>[^@=\s]*?))(?::(?<port>\d+))?$/

/**
 * The hosts of one word: `[NAME=][USER@]ADDRESS[:PORT]`, where NAME and ADDRESS may have ranges such as `web[1:4]`. An IPv6
 * address with a port is in brackets. A host without NAME is called by the first label of its address. Undefined if it
 * is an IP address, which gives no name.
 *
 * @returns the hosts, or why the word names none
 */
export function hostsOfWord(word: string): readonly (Omit<NamedHost, 'name'> & { readonly name?: string })[] | string {
  const { name, user, v6, address = '', port } = partsOf(word)
  const place = { source: new Source('answer', word), offset: 0 }
  try {
    const addresses = v6 === undefined ? expandHosts(address, place) : [v6]
    const names = name === undefined ? addresses.map(firstLabel) : expandHosts(name, place)
    if (addresses.some((one) => one === '')) return `"${word}" has no address`
    if (names.length !== addresses.length)
      return `"${word}" has ${names.length} names for ${addresses.length} addresses`
    const bad = names.find((one) => one !== undefined && nameProblem('host', one, place) !== undefined)
    if (bad !== undefined) return `"${bad}" cannot be the name of a host: letters, digits, ".", "_" and "-" are allowed`
    const wrong = addresses.find((one) => isIP(one) === 0 && !/^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(one))
    if (wrong !== undefined) return `"${wrong}" is no address and no host name`
    if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) return `"${word}" has no port from 1 to 65535`
    return addresses.map((one, index) => ({
      ...(names[index] === undefined ? {} : { name: names[index] }),
      connection: {
        ...(names[index] === one ? {} : { address: one }),
        ...(port === undefined ? {} : { port: Number(port) }),
        ...(user === undefined ? {} : { user }),
      },
    }))
  } catch (error) {
    return errorsOf(error)
      .map(({ message }) => message)
      .join('; ')
  }
}

function partsOf(word: string): Readonly<Partial<Record<'name' | 'user' | 'v6' | 'address' | 'port', string>>> {
  // The colon of a range or of an IPv6 address begins no port.
  const bare = word.slice(Math.max(word.indexOf('='), word.indexOf('@')) + 1)
  if (isIP(bare) === 6) return { ...WORD.exec(`${word.slice(0, word.length - bare.length)}x`)?.groups, address: bare }
  return WORD.exec(word)?.groups ?? {}
}

/** A name for a host by its address; undefined for an IP address. */
function firstLabel(address: string): string | undefined {
  return isIP(address) === 0 ? address.split('.')[0] : undefined
}
