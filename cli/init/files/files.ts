import { EvenkeelError } from '../../../engine/errors/error.ts'
import { given } from '../answers.ts'
import type { State } from '../question.ts'
import { ANSWERS_FILE, answersText } from './answers-file.ts'
import { INVENTORY, inventoryText } from './inventory-file.ts'

/** A file to write into the folder. */
export interface NewFile {
  readonly name: string
  readonly text: string
  /** Init's own record: rewritten without a question. */
  readonly isRecord?: boolean
}

/** The name of the playbook in the folder. */
export function playbookName(state: State): string {
  return `${given(state.answers, 'name')}.yml`
}

/** The files that the answers make, but for the secrets. */
export function filesOf(state: State): readonly NewFile[] {
  const { topology, answers } = state
  if (topology === undefined) throw new EvenkeelError('bug', 'no topology was chosen')
  return [
    { name: INVENTORY, text: inventoryText(topology, state) },
    { name: playbookName(state), text: topology.playbook(answers) },
    { name: ANSWERS_FILE, text: answersText(answers), isRecord: true },
  ]
}
