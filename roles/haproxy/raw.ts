import { parseAddress } from '../kit/addresses.ts'
import { wordsOf } from './words.ts'

/** One `bind` address of a configuration written as text. */
export interface RawBind {
  /** The section's name. */
  readonly section: string
  /** `*` for every address. */
  readonly address: string
  readonly port: number
  readonly line: number
  readonly tls: boolean
  readonly proxied: boolean
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

/** The binds of a configuration written as text, without Unix sockets and ports from environment variables. */
export function rawBinds(config: string): readonly RawBind[] {
  return rawLines(config)
    .filter(({ words, kind }) => words[0] === 'bind' && ['frontend', 'listen'].includes(kind))
    .flatMap(({ words, section, number }) => {
      const [, addresses = '', ...options] = words
      const common = { section, line: number, tls: options.includes('ssl'), proxied: options.includes('accept-proxy') }
      return addresses.split(',').flatMap((one) => addressesIn(one).map((found) => ({ ...found, ...common })))
    })
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
