import { parseAddress } from '../kit/addresses.ts'
import { wordsOf } from './words.ts'

/** One `bind` address of a configuration written as text. */
export interface RawBind extends BindWords {
  /** The section's name. */
  readonly section: string
  /** `*` for every address. */
  readonly address: string
  readonly port: number
  readonly line: number
}

/** A line with its words and its section: `kind` and `section` are `frontend` and `www`, for example. */
export interface RawLine {
  readonly number: number
  readonly words: readonly string[]
  readonly kind: string
  readonly section: string
}

const SECTIONS = [
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'peers',
  'resolvers',
  'userlist',
  'cache',
  'program',
  'mailers',
  'ring',
  'http-errors',
  'fcgi-app',
  'log-forward',
  'log-profile',
  'crt-store',
  'acme',
  'traces',
]

/** The lines of a configuration written as text, without empty lines and comments. */
export function rawLines(config: string): readonly RawLine[] {
  let [kind, section] = ['', '']
  return config.split('\n').flatMap((line, index) => {
    const words = wordsOf(line)
    const [first, second = ''] = words
    if (first === undefined) return []
    if (SECTIONS.includes(first)) [kind, section] = [first, second]
    return [{ number: index + 1, words, kind, section }]
  })
}

/** The binds among lines, without Unix sockets, ports from environment variables and QUIC, which is UDP. */
export function rawBinds(lines: readonly RawLine[]): readonly RawBind[] {
  return lines
    .filter(({ words, kind }) => words[0] === 'bind' && ['frontend', 'listen'].includes(kind))
    .flatMap(({ words, section, number }) => {
      const [, addresses = '', ...options] = words
      const common = { section, line: number, ...bindWords(options) }
      return addresses.split(',').flatMap((one) => addressesIn(one).map((found) => ({ ...found, ...common })))
    })
}

/** What the words behind an address say about clients. */
export interface BindWords {
  readonly tls: boolean
  /** Clients must send the PROXY protocol. */
  readonly proxied: boolean
  /** Clients must have a certificate (mTLS). */
  readonly certified: boolean
  /** Clients must send a name that a certificate is for. */
  readonly named: boolean
  /** Only some of the connections to its address are its own. */
  readonly isLimited: boolean
  /** Files or folders with certificates. */
  readonly files: readonly string[]
}

export function bindWords(words: readonly string[]): BindWords {
  return {
    tls: words.includes('ssl'),
    proxied: words.includes('accept-proxy'),
    certified: words[words.indexOf('verify') + 1] === 'required' && words.includes('verify'),
    named: words.includes('strict-sni'),
    files: words.flatMap((word, index) => (words[index - 1] === 'crt' ? [word.replaceAll(/["'\\]/g, '')] : [])),
    isLimited: words.includes('interface') || words.includes('namespace'),
  }
}

const ADDRESS = /^(?:(?:ipv4|ipv6)@)?(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+|\*|[0-9A-Fa-f:]*)):(\d{1,5})$/

function addressesIn(word: string): readonly { readonly address: string; readonly port: number }[] {
  const [, bracketed, plain = '', port = ''] = ADDRESS.exec(word) ?? []
  const address = bracketed ?? (plain === '' ? '*' : plain)
  const isValid = address === '*' || parseAddress(address) !== undefined
  return isValid && Number(port) > 0 && Number(port) < 65536 ? [{ address, port: Number(port) }] : []
}

/** The path of the admin socket in a configuration written as text. */
export function rawSocket(config: string): string | undefined {
  const found = rawLines(config).find(
    ({ kind, words: [first, second, path = ''] }) =>
      kind === 'global' && first === 'stats' && second === 'socket' && /^(unix@)?\//.test(path),
  )
  return found?.words[2]?.replace(/^unix@/, '')
}
