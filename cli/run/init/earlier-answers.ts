import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readSource } from '../../../engine/errors/read-source.ts'
import { errorsOf } from '../../../engine/errors/source.ts'
import type { Answers } from '../../init/answers.ts'
import { ANSWERS_FILE } from '../../init/files/answers-file.ts'
import { readAnswers } from '../../init/read-answers.ts'
import type { Io } from '../../io.ts'
import type { Prompter } from '../../view/init/prompter.ts'

export interface EarlierAnswers {
  readonly answers: Answers
  /** They are taken as they are: only what is missing is asked. */
  readonly isUsed: boolean
  /** The folder's answers file is init's own, and not somebody else's file of that name. */
  readonly isOurs: boolean
}

/** The answers of an earlier start in this folder, and whether the operator takes them. Without a terminal nobody does. */
export async function earlierAnswers(folder: string, prompter: Prompter | undefined, io: Io): Promise<EarlierAnswers> {
  const path = join(folder, ANSWERS_FILE)
  const none = { answers: {}, isUsed: false, isOurs: true }
  if ((await stat(path).catch(() => undefined)) === undefined) return none
  const answers = await readAnswersOf(path, io)
  if (answers === undefined) return { ...none, isOurs: false }
  if (prompter === undefined) return none
  const choice = await prompter.choose({
    text: `There are answers of an earlier start (${answers.topology ?? 'not all'}). Take them?`,
    choices: [
      { value: 'one', title: 'One by one', when: 'each is offered, and Enter takes it' },
      { value: 'all', title: 'All of them', when: 'only what is missing is asked' },
      { value: 'none', title: 'None', when: 'start afresh' },
    ],
    preset: 'one',
    canGoBack: false,
  })
  return { answers: choice === 'none' ? {} : answers, isUsed: choice === 'all', isOurs: true }
}

/** Undefined, with a message, for a file that holds something else. */
async function readAnswersOf(path: string, io: Io): Promise<Answers | undefined> {
  try {
    return readAnswers(await readSource(path), []).answers
  } catch (error) {
    const [first] = errorsOf(error)
    io.stderr.write(`The answers in ${path} cannot be offered: ${first?.message}\n`)
    return undefined
  }
}
