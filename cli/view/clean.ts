import { printable } from '../../engine/printable.ts'
import { masked } from '../../engine/secrets/masked.ts'

/**
 * Makes every string in the data fit to be shown, on a terminal and in JSON: without known secrets, and without
 * characters that a terminal obeys. Views clean their whole input first, so that no line can be forgotten.
 *
 * A secret may read like a word of ours, such as `committed`. So the fields of {@link OURS} are not searched for
 * secrets.
 */
export function clean<Data>(data: Data): Data {
  return cleanIn(data, { isOurs: false, isState: false }) as Data
}

/** Keeps a name with line breaks on one line. */
export function oneLine(name: string): string {
  return name.replaceAll('\n', '⏎')
}

/** Text of hosts and users. An escape sequence may have parted a secret: so it is masked again without them. */
function cleanText(text: string): string {
  return masked(printable(masked(text)))
}

/**
 * Fields of events, plans and reports that hold a word of evenkeel's own, or a name that commands and programs must be
 * able to repeat.
 */
const OURS: ReadonlySet<string> = new Set([
  ...['type', 'format', 'code', 'level', 'action', 'direction', 'command', 'how', 'what', 'outcome', 'state'],
  ...['run', 'rollbackOf', 'rolledBackBy', 'started', 'made', 'since', 'operator', 'playbook'],
  ...['host', 'hosts', 'file', 'id', 'kind', 'name', 'description', 'byHand', 'onward'],
])

/** Fields that hold states as a host reads them, with keys of their own. */
const STATES: ReadonlySet<string> = new Set(['before', 'after', 'spec'])

interface Place {
  /** In a field of {@link OURS}. */
  readonly isOurs: boolean
  /** Below a field of {@link STATES}. */
  readonly isState: boolean
}

function cleanIn(data: unknown, place: Place): unknown {
  if (typeof data === 'string') return place.isOurs ? printable(data) : cleanText(data)
  if (Array.isArray(data)) return data.map((one) => cleanIn(one, place))
  if (data === null || typeof data !== 'object' || data instanceof Error) return data
  const isCommand = 'kind' in data && data.kind === 'command'
  const isOurs = (key: string) => !place.isState && OURS.has(key) && !(isCommand && NAMED_BY_COMMAND.has(key))
  const cleaned = Object.entries(data).map(([key, value]) => {
    const isState = place.isState || STATES.has(key)
    return [key, cleanIn(value, { isOurs: isOurs(key), isState })]
  })
  return Object.fromEntries(cleaned)
}

/** The name of a command is its first line, unless the user gives it another. */
const NAMED_BY_COMMAND: ReadonlySet<string> = new Set(['id', 'name'])
