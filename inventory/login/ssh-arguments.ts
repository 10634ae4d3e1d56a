/** The settings in arguments of ssh, as they are written. */
export interface SshArguments {
  readonly jump?: string | undefined
  readonly user?: string | undefined
  readonly port?: string | undefined
  readonly identityFile?: string | undefined
  /** The arguments that are not followed, by the reason why that does no harm. */
  readonly unfollowed: ReadonlyMap<string, readonly string[]>
  /** Arguments without which another machine could be reached, or none. */
  readonly refused: readonly string[]
}

type Name = 'jump' | 'user' | 'port' | 'identityFile'

const FOLLOWED: Readonly<Record<string, Name>> = {
  '-j': 'jump',
  '-l': 'user',
  '-p': 'port',
  '-i': 'identityFile',
  proxyjump: 'jump',
  user: 'user',
  port: 'port',
  identityfile: 'identityFile',
}

const HOST_KEYS = 'host keys are always verified, and --accept-new-host-keys trusts new ones'
const ONE_CONNECTION = 'a host has one connection'
const AUTHENTICATION = 'write it into an ssh_config (-F)'
const ALGORITHMS = 'evenkeel chooses the algorithms'
const NOTHING = 'it changes nothing here'

/** Why keywords of `-o`, and flags, are not followed. */
const UNFOLLOWED: Readonly<Record<string, readonly string[]>> = {
  [HOST_KEYS]: [
    'stricthostkeychecking',
    'userknownhostsfile',
    'globalknownhostsfile',
    'checkhostip',
    'hashknownhosts',
    'updatehostkeys',
    'verifyhostkeydns',
  ],
  [ONE_CONNECTION]: [
    'controlmaster',
    'controlpath',
    'controlpersist',
    'serveraliveinterval',
    'serveralivecountmax',
    'tcpkeepalive',
    'compression',
    '-C',
    '-M',
    '-S',
  ],
  [AUTHENTICATION]: [
    'identitiesonly',
    'preferredauthentications',
    'pubkeyauthentication',
    'passwordauthentication',
    'kbdinteractiveauthentication',
    'challengeresponseauthentication',
    'gssapiauthentication',
    'gssapidelegatecredentials',
    'numberofpasswordprompts',
    'batchmode',
    'addkeystoagent',
    'connecttimeout',
    'connectionattempts',
    '-k',
    '-K',
  ],
  [ALGORITHMS]: [
    'ciphers',
    'macs',
    'kexalgorithms',
    'hostkeyalgorithms',
    'pubkeyacceptedalgorithms',
    'pubkeyacceptedkeytypes',
    '-c',
    '-m',
  ],
  [NOTHING]: ['loglevel', 'requesttty', 'forwardagent', 'forwardx11', 'sendenv', 'setenv', ...flags('AaqvxXYTtnE')],
}

function flags(letters: string): string[] {
  return [...letters].map((letter) => `-${letter}`)
}

/** The flags of ssh that take a value. */
const WITH_VALUE = /^-[BbcDEeFIiJLlmOopQRSWw]$/

/** Reads arguments of ssh. Undefined if their quotes are not closed, or a value is missing. */
export function readSshArguments(text: string): SshArguments | undefined {
  const words = wordsOf(text)
  if (words === undefined) return undefined
  const found = new Map<Name, string>()
  const unfollowed = new Map<string, string[]>()
  const refused: string[] = []
  while (words.length > 0) {
    const argument = nextArgument(words)
    if (argument === undefined) return undefined
    const name = FOLLOWED[argument.key]
    const value = argument.key === 'proxycommand' ? jumpIn(argument.value) : argument.value
    const why = Object.keys(UNFOLLOWED).find((reason) => UNFOLLOWED[reason]?.includes(argument.key))
    if (name !== undefined) keepFirst(found, name, value ?? '')
    else if (argument.key === 'proxycommand' && value !== undefined) keepFirst(found, 'jump', value)
    else if (why !== undefined) unfollowed.set(why, [...(unfollowed.get(why) ?? []), argument.shown])
    else refused.push(argument.shown)
  }
  return { ...Object.fromEntries(found), unfollowed, refused }
}

/** Of a setting that is given twice, ssh takes the first. */
function keepFirst(found: Map<Name, string>, name: Name, value: string): void {
  if (!found.has(name)) found.set(name, value)
}

interface Argument {
  /** A flag, or the keyword of `-o` in small letters. */
  readonly key: string
  readonly value: string
  readonly shown: string
}

/** Takes an argument from the beginning of the words. */
function nextArgument(words: string[]): Argument | undefined {
  const word = words.shift() ?? ''
  const [flag, attached] = [word.slice(0, 2), word.slice(2)]
  if (!WITH_VALUE.test(flag)) return { key: /^-(\w)\1*$/.test(word) ? flag : word, value: '', shown: word }
  const value = attached === '' ? words.shift() : attached
  if (value === undefined) return undefined
  if (flag !== '-o') return { key: flag === '-J' ? '-j' : flag, value, shown: `${flag} ${value}` }
  const [keyword = '', setting = ''] = value.split(/\s*=\s*|\s+(.*)/s)
  const rest = value.slice(keyword.length).replace(/^\s*=?\s*/, '')
  return { key: keyword.toLowerCase(), value: rest === '' ? setting : rest, shown: `-o ${value}` }
}

/** The jump host in `ssh -W %h:%p -q admin@bastion`, the ProxyCommand that says the same as ProxyJump. */
function jumpIn(command: string): string | undefined {
  const unquoted = command.replace(/^(["'])(.*)\1$/s, '$2')
  return /^ssh (?:-q )?-W (?:%h:%p|\[%h\]:%p) (?:-q )?(?<jump>[^\s"'-][^\s"']*)$/.exec(unquoted)?.groups?.jump
}

/** Words as a shell splits them; undefined if a quote is not closed. */
function wordsOf(text: string): string[] | undefined {
  const WORD = /\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+)/gy
  const words = [...text.trim().matchAll(WORD)].map(([, word = '']) => word)
  const isWhole = text.trim().replaceAll(/\s+/g, '').length === words.join('').replaceAll(/\s+/g, '').length
  if (!isWhole) return undefined
  return words.map((word) =>
    word.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (_, double, single, escaped) => {
      return double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? escaped
    }),
  )
}
