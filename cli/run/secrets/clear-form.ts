import { isMap, isScalar, parseDocument, stringify } from 'yaml'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { Source } from '../../../engine/errors/source.ts'
import { Secret } from '../../../engine/secrets.ts'
import { secretNameProblem } from '../../../inventory/secrets/secret-name.ts'

const HEAD = `# One secret a line: NAME: value. A value of several lines:
#   NAME: |
#     first line
#     second line
# Save and leave the editor to store them. Nothing is changed if the text is as before.
`

/** The text that is edited. */
export function clearForm(values: ReadonlyMap<string, string>): string {
  return HEAD + (values.size === 0 ? '' : stringify(Object.fromEntries(values), { lineWidth: 0 }))
}

/**
 * Reads an edited text; all values are text, also those that look like numbers. Throws `input` with a line's number and
 * none of its text.
 */
export function readClearForm(text: string): ReadonlyMap<string, string> {
  const source = new Source('the edited text', text, { secret: true })
  const refuse = (why: string, offset: number) =>
    new EvenkeelError('input', `Cannot read line ${source.location(offset).line} of the edited text: ${why}`)
  const { errors, contents } = parseDocument(text, { schema: 'failsafe', prettyErrors: false })
  // The parser's own messages may quote what stands there.
  const [error] = errors
  if (error !== undefined) {
    const isTwice = error.code === 'DUPLICATE_KEY'
    throw refuse(
      isTwice ? 'this name occurs twice' : 'it is not YAML. A value with special characters needs quotes',
      error.pos[0],
    )
  }
  if (contents === null || (isScalar(contents) && contents.value === '')) return new Map()
  if (!isMap(contents)) throw refuse('lines of the form NAME: value are needed', 0)
  return new Map(
    contents.items.map(({ key, value }): [string, string] => {
      const at = (isScalar(key) ? key.range?.[0] : undefined) ?? 0
      const name = isScalar(key) ? String(key.value) : ''
      // The rejected line may be a value, so it is not printed.
      if (secretNameProblem(name) !== undefined) throw refuse('this is no name for a secret', at)
      if (!isScalar(value) || typeof value.value !== 'string') throw refuse('a single value is needed', at)
      if (value.value === '') throw refuse('it has no value. To remove a secret, remove the line', at)
      return [name, new Secret(value.value, name).reveal()]
    }),
  )
}
