import { isRegex, parseLocationPath } from '../vars/location-path.ts'
import type { Site } from '../vars/vars.ts'

/** What a site must answer; undefined where it hangs up, which is nginx's 444. */
interface Expected {
  readonly path: string
  readonly status: number | undefined
}

/** What its check says; or, where that says nothing else, what the location of that path answers by itself. */
export function expectedOf({ check, locations }: Pick<Site, 'check' | 'locations'>): Expected {
  if (check.status !== 200) return check
  const parsed = locations.map((location) => ({ location, at: parseLocationPath(location.path) }))
  const matching = (...matches: string[]) =>
    parsed.find(({ at }) => at?.path === check.path && matches.includes(at.match))?.location
  // An expression that also matches would answer instead of an ordinary prefix.
  const hasRegex = parsed.some(({ at }) => at !== undefined && isRegex(at.match))
  const found = matching('=') ?? (hasRegex ? matching('^~') : matching('^~', ''))
  const status = found?.return?.status ?? found?.redirect?.status ?? check.status
  return { path: check.path, status: status === 444 ? undefined : status }
}
