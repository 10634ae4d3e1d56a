import type { Text } from '../../../engine/secrets.ts'

/** Lines of the user's own; a secret in them stays one. */
export type OwnLines = string | Text

/** The lines as they are in the file, for looking at them; never for a message. */
export function revealed(lines: OwnLines | undefined): string {
  if (lines === undefined) return ''
  return typeof lines === 'string' ? lines : lines.reveal()
}
