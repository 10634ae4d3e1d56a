import { EvenkeelError } from '../../../engine/errors/error.ts'
import { given } from '../answers.ts'
import type { State } from '../question.ts'
import { ANSWERS_FILE, answersText } from './answers-file.ts'
import { INVENTORY, inventoryText } from './inventory-file.ts'

/** A file to write into the folder. */
export interface NewFile {
  /** Its path from the folder. */
  readonly name: string
  readonly text: string
  /**
   * `work` is what the operator keeps and edits. Init's own `record` and a `schema` of evenkeel replace an earlier one
   * without a question, and are not shown.
   */
  readonly kind: 'work' | 'record' | 'schema'
}

/** The name of the playbook in the folder. */
export function playbookName(state: State): string {
  return `${given(state.answers, 'name')}.yml`
}

/** The files that the answers make, but for schemas and secrets. */
export function filesOf(state: State): readonly NewFile[] {
  const { topology, answers } = state
  if (topology === undefined) throw new EvenkeelError('bug', 'no topology was chosen')
  return [
    { name: INVENTORY, text: inventoryText(topology, state), kind: 'work' },
    { name: playbookName(state), text: topology.playbook(answers), kind: 'work' },
    { name: ANSWERS_FILE, text: answersText(answers), kind: 'record' },
  ]
}
