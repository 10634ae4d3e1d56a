import { Secret, Text, type TextValue } from '../../../engine/secrets.ts'
import { lineOf, parseDirectives, unquoted } from './directives.ts'
import { type OwnLines, revealed } from './own-text.ts'

/** A header that a line of the user's own sets. */
export interface OwnHeader {
  /** In lower case. */
  readonly name: string
  /** Undefined if there is a secret in the user's lines. */
  readonly value: string | undefined
  readonly line: TextValue
}

/** The headers of lines outside blocks: a block such as `if` with headers of its own does not inherit others. */
export function ownHeaders(
  directive: 'add_header' | 'proxy_set_header',
  own: OwnLines | undefined,
): readonly OwnHeader[] {
  const isSecret = own instanceof Text
  return parseDirectives(revealed(own))
    .filter(({ name }) => name === directive)
    .map((one) => ({
      name: unquoted(one.words[0] ?? '').toLowerCase(),
      value: isSecret ? undefined : unquoted(one.words[1] ?? ''),
      // A copy of a line with a secret is a secret as a whole.
      line: isSecret ? new Secret(lineOf(one), 'playbook') : lineOf(one),
    }))
}
