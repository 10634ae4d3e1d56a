/** How a location's path is compared, as nginx writes it; `` is an ordinary prefix, `@` a name that others send to. */
export type Match = '=' | '' | '^~' | '~' | '~*' | '@'

export interface LocationPath {
  readonly match: Match
  readonly path: string
}

/** Reads `/api/`, `= /`, `^~ /static/`, `~ \.php$`, `~* \.(png|jpg)$` and `@app`; undefined for anything else. */
export function parseLocationPath(written: string): LocationPath | undefined {
  if (/^@[A-Za-z0-9_.-]+$/.test(written)) return { match: '@', path: written }
  const [, sign = '', path = ''] = /^(?:(=|\^~|~\*|~)\s+)?(\S.*)$/u.exec(written) ?? []
  const match = sign as Match
  if (/["\p{Cc}]/u.test(path) || path === '') return undefined
  if (isRegex(match)) return isPattern(path) ? { match, path } : undefined
  return /^\/[^\s;{}'\\$]*$/.test(path) ? { match, path } : undefined
}

/** Whether the location's path can be asked for, and be replaced by another one: not in an expression or a name. */
export function isAskable(match: Match): boolean {
  return !isRegex(match) && match !== '@'
}

export function isRegex(match: Match): boolean {
  return match === '~' || match === '~*'
}

/** `nginx` reads a backslash before a backslash as one of them, everywhere else as it stands. */
export function locationHead({ match, path }: LocationPath): string {
  if (isRegex(match)) return `location ${match} "${path.replaceAll('\\\\', '\\\\\\\\')}"`
  return `location ${match === '' || match === '@' ? '' : `${match} `}${path}`
}

/** nginx's expressions are PCRE's; what is none in JavaScript either is a slip. */
function isPattern(path: string): boolean {
  try {
    new RegExp(path.replaceAll(/\(\?P?<|\(\?i\)/g, (found) => (found === '(?i)' ? '' : '(?<')))
    return true
  } catch {
    return false
  }
}
