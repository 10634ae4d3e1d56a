import type { RawLine } from '../raw.ts'

/** A server as checks know it, from vars or from a line of the user's own. */
export interface CheckedServer {
  readonly name: string
  readonly weight: number
  readonly backup: boolean
  /** It is in maintenance from the start. */
  readonly disabled: boolean
  /** An agent on the server changes its weight and its state. */
  readonly byAgent: boolean
  /** A slot of a server-template, which is in maintenance while DNS has no address for it. */
  readonly isSlot: boolean
}

/** The servers in `server` and `server-template` lines. */
export function serversIn(lines: readonly RawLine[]): readonly CheckedServer[] {
  const defaults = lines.filter(({ words }) => words[0] === 'default-server').flatMap(({ words }) => words.slice(1))
  return lines.flatMap(({ words: [keyword, name = '', second = '', ...others] }): readonly CheckedServer[] => {
    if (keyword === 'server') return [{ name, isSlot: false, ...serverWords([...defaults, ...others]) }]
    if (keyword !== 'server-template') return []
    const [from = 1, to = from] = second.includes('-') ? second.split('-').map(Number) : [1, Number(second)]
    const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
    return numbers.map((number) => ({
      name: `${name}${number}`,
      isSlot: true,
      ...serverWords([...defaults, ...others]),
    }))
  })
}

/** What words of a server line say about its state; the last word counts. */
export function serverWords(words: readonly string[]): Omit<CheckedServer, 'name' | 'isSlot'> {
  const weight = words[words.lastIndexOf('weight') + 1]
  const isOn = (keyword: string) =>
    words.includes(keyword) && words.lastIndexOf(keyword) > words.lastIndexOf(`no-${keyword}`)
  return {
    weight: words.includes('weight') && /^\d+$/.test(weight ?? '') ? Number(weight) : 1,
    backup: isOn('backup'),
    disabled: words.includes('disabled') && words.lastIndexOf('disabled') > words.lastIndexOf('enabled'),
    byAgent: isOn('agent-check'),
  }
}
