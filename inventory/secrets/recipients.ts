import { EvenkeelError } from '../../engine/errors/error.ts'
import { type AgeRecipient, isAgeRecipient } from './age.ts'
import { sshKeyOf, sshRecipient, sshRecipientText } from './ssh-ed25519.ts'

/** A public key to which secrets are encrypted. */
export interface StoreRecipient {
  /** `age1…` or `ssh-ed25519 AAAA…`, without the comment. */
  readonly key: string
  /** Whose key it is; may be empty. */
  readonly comment: string
  readonly age: AgeRecipient
}

/** Reads `KEY COMMENT`, as a line of a `.pub` file holds it. Throws `input`. */
export async function recipientOf(written: string): Promise<StoreRecipient> {
  const words = written.trim().split(/\s+/)
  const [first = '', second = ''] = words
  if (first.startsWith('ssh-') || first.startsWith('sk-ssh-')) {
    const blob = sshKeyOf(`${first} ${second}`)
    if (blob === undefined) throw refused(shown(first), 'of SSH keys only ssh-ed25519 can be used')
    return { key: sshRecipientText(blob), comment: words.slice(2).join(' '), age: sshRecipient(blob) }
  }
  // A private key must not get into an error.
  if (/^AGE-SECRET-KEY-/i.test(first)) throw refused('a private key', 'the public key beside it is needed (age1…)')
  if (!first.startsWith('age1')) throw refused(shown(first), NEEDED)
  if (!(await isAgeRecipient(first))) throw refused(shown(first), 'it is not whole, or mistyped')
  return { key: first, comment: words.slice(1).join(' '), age: first }
}

/** `KEY COMMENT` */
export function recipientText({ key, comment }: StoreRecipient): string {
  return comment === '' ? key : `${key} ${comment}`
}

const NEEDED = 'a public key is needed: age1… or ssh-ed25519 AAAA…'
const LONGEST_SHOWN = 60

function shown(word: string): string {
  return JSON.stringify(word.length > LONGEST_SHOWN ? `${word.slice(0, LONGEST_SHOWN)}…` : word)
}

function refused(what: string, why: string): EvenkeelError {
  return new EvenkeelError('input', `Cannot encrypt secrets to ${what}: ${why}`)
}
