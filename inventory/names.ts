import type { EvenkeelError } from '../engine/errors/error.ts'
import { errorAt, type Place } from '../engine/errors/source.ts'

/** Only letters, digits, `.`, `_` and `-`, because names become file names, words of commands and lines of output. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u
const LONGEST_NAME = 253
const RANGE = /\[(?<from>\d+|[A-Za-z]):(?<to>\d+|[A-Za-z])(?::(?<step>\d+))?\]/
const MOST_HOSTS = 100_000

export function nameProblem(kind: 'host' | 'group', name: string, place: Place): EvenkeelError | undefined {
  if (NAME.test(name) && name.length <= LONGEST_NAME) return undefined
  const shown = JSON.stringify(name.slice(0, 60))
  return errorAt(
    place,
    `${shown} cannot be the name of a ${kind}: only letters, digits, ".", "_" and "-" are allowed`,
    {
      hint: kind === 'host' ? 'Give the host a plain name, and its address as "host:".' : undefined,
    },
  )
}

/** Expands ranges such as `web[01:10]` and `db[a:c]` as Ansible does: both ends included, leading zeros kept. */
export function expandHosts(written: string, place: Place): readonly string[] {
  const match = RANGE.exec(written)
  if (match?.groups === undefined) return [written]
  const { from = '', to = '', step = '1' } = match.groups
  const before = written.slice(0, match.index)
  const after = expandHosts(written.slice(match.index + match[0].length), place)
  const middle = rangeOf(from, to, Number(step), place)
  if (middle.length * after.length > MOST_HOSTS) throw errorAt(place, `This makes more than ${MOST_HOSTS} hosts`)
  return middle.flatMap((part) => after.map((end) => before + part + end))
}

function rangeOf(from: string, to: string, step: number, place: Place): readonly string[] {
  const numeric = /\d/.test(from)
  const [first, last] = numeric ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)]
  if (numeric !== /\d/.test(to) || !(first <= last) || step < 1) {
    throw errorAt(
      place,
      `[${from}:${to}] is not a range: both ends must be numbers or letters, the first not after the last`,
    )
  }
  const count = Math.floor((last - first) / step) + 1
  if (count > MOST_HOSTS) throw errorAt(place, `This makes more than ${MOST_HOSTS} hosts`)
  return Array.from({ length: count }, (_, index) => {
    const value = first + index * step
    return numeric ? String(value).padStart(from.startsWith('0') ? from.length : 0, '0') : String.fromCharCode(value)
  })
}
