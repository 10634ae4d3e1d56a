import { isRegularExpression } from '../../kit/web/words.ts'

/** How nginx matches a location's path; empty is an ordinary prefix, `@` a named location. */
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
  if (isRegex(match)) return isRegularExpression(path) ? { match, path } : undefined
  return /^\/[^\s;{}'\\$]*$/.test(path) ? { match, path } : undefined
}

/** Whether a path can be requested and replaced by another one: not a regular expression, nor a name. */
export function isAskable(match: Match): boolean {
  return !isRegex(match) && match !== '@'
}

export function isRegex(match: Match): boolean {
  return match === '~' || match === '~*'
}

/** nginx reads two backslashes in quotes as one, and a single backslash as it is. */
export function locationHead({ match, path }: LocationPath): string {
  if (isRegex(match)) return `location ${match} "${path.replaceAll('\\\\', '\\\\\\\\')}"`
  return `location ${match === '' || match === '@' ? '' : `${match} `}${path}`
}
