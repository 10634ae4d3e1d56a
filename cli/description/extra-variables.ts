import { EvenkeelError } from '../../engine/errors/error.ts'
import { parseSource } from '../../engine/errors/parse-yaml.ts'
import { errorAt, Source } from '../../engine/errors/source.ts'
import { looksSecret } from '../../engine/secrets/secret-names.ts'
import type { Layer } from '../../playbooks/lookup.ts'

const GIVEN = /^(?<name>[\p{L}_][\p{L}\p{N}_-]*)=(?<value>.*)$/su

/**
 * Reads `name=value` of the command line. A value is read as a YAML scalar, so that `3` is a number; a list, a map or
 * text that is no YAML stays text. Throws `usage`.
 */
export function readExtraVariables(given: readonly string[]): Layer {
  return new Map(given.map((one) => entryOf(one)).map((entry) => [entry.key, entry]))
}

function entryOf(given: string) {
  const { name, value = '' } = GIVEN.exec(given)?.groups ?? {}
  if (name === undefined) throw new EvenkeelError('usage', `-e needs name=value: it is ${JSON.stringify(given)}`)
  const source = new Source(`-e ${name}`, value, { secret: looksSecret(name), argument: true })
  return { key: name, keyPlace: { source, offset: 0 }, value: scalarOf(source) }
}

function scalarOf(source: Source) {
  const place = { source, offset: 0 }
  const asText = { type: 'scalar', value: source.text, written: source.text, place, size: 1 } as const
  if (LEADING_ZERO.test(source.text)) {
    const shown = source.secret ? 'It' : source.text
    const hint = `For text, quote it for YAML too: '${source.file.slice(3)}="${source.secret ? '…' : source.text}"'.`
    throw errorAt(place, `${shown} is ambiguous: YAML reads it as a number, and a number has no leading zero`, {
      code: 'usage',
      hint,
    })
  }
  if (!SCALAR.test(source.text)) return asText
  try {
    const located = parseSource(source)
    return located.type === 'scalar' ? located : asText
  } catch {
    return asText
  }
}

const LEADING_ZERO = /^\s*[-+]?0\d+(?:\.\d*)?\s*$/
/** A comment, an alias, a tag or a block on a command line is meant as text. */
const SCALAR = /^[^#&*!|>%@`\n]*$/
