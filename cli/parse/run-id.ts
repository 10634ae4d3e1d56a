import { EvenkeelError } from '../../engine/errors/error.ts'
import { RUN_ID } from '../../engine/journal/header.ts'
import { UNKNOWN_RUN } from '../../engine/journal/lock-owner.ts'

/** The id of a run. Throws `usage` for a word that cannot be one: before any file is read or any host is contacted. */
export function runIdOf(word: string): string {
  if (RUN_ID.test(word)) return word
  throw new EvenkeelError('usage', `${JSON.stringify(word)} is not the id of a run, such as 20261121-103112-k3f9.`, {
    hint: 'The runs are listed by: evenkeel history',
  })
}

/** The same, or the word for a lock whose owner is not known. */
export function lockedRunOf(word: string): string {
  return word === UNKNOWN_RUN ? word : runIdOf(word)
}
