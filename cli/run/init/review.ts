import { EvenkeelError } from '../../../engine/errors/error.ts'
import { answerText } from '../../init/answer-text.ts'
import type { NewFile } from '../../init/files/files.ts'
import { QUESTIONS } from '../../init/questions.ts'
import type { Flags } from '../../parse/flags.ts'
import { BACK, type Prompter } from '../../view/init/prompter.ts'
import type { Conversation } from './conversation.ts'
import { clashes } from './existing-files.ts'

export interface ReviewOptions {
  readonly folder: string
  readonly files: readonly NewFile[]
  readonly isOurRecord: boolean
  /** Names of files that may be replaced without a question. */
  readonly overwrite: readonly string[]
  readonly conversation: Conversation
  readonly prompter: Prompter | undefined
  readonly flags: Flags
}

/**
 * Asks whether the files shall be written, and by name for each that would replace another. With `again`, a question is to
 * be asked again. Throws `declined`, and `input` for files that nobody said may be replaced.
 */
export async function review(options: ReviewOptions): Promise<'write' | 'again'> {
  const { prompter, conversation, flags } = options
  if (prompter !== undefined && !flags.yes) {
    const choice = await prompter.choose({
      text: 'Write these files?',
      choices: [
        { value: 'write', title: 'Write them' },
        { value: 'change', title: 'Change an answer' },
        { value: 'leave', title: 'Leave', when: 'nothing is written' },
      ],
      preset: 'write',
      canGoBack: conversation.answered.length > 0,
    })
    if (choice === 'leave') throw declined()
    if (choice === BACK) return goBack(conversation)
    if (choice === 'change') return change(conversation, prompter)
  }
  await consentToReplace(options)
  return 'write'
}

function declined(): EvenkeelError {
  return new EvenkeelError('declined', 'Declined. Nothing was written.')
}

function goBack(conversation: Conversation): 'again' {
  const last = conversation.answered.at(-1)
  if (last !== undefined) conversation.goBackTo(last)
  return 'again'
}

async function change(conversation: Conversation, prompter: Prompter): Promise<'again'> {
  const { answers } = conversation.state
  const keys = QUESTIONS.map(({ key }) => key).filter((key) => answers[key] !== undefined)
  const choice = await prompter.choose({
    text: 'Which answer?',
    choices: keys.map((key) => ({ value: key, title: `${key}: ${answerText(answers[key] ?? '')}` })),
    preset: keys.at(-1),
    canGoBack: true,
  })
  const key = keys.find((one) => one === choice)
  if (key === undefined) return goBack(conversation)
  conversation.changeFrom(key)
  return 'again'
}

/** Nothing existing is replaced without being asked for by name. */
async function consentToReplace({ folder, files, isOurRecord, prompter, overwrite }: ReviewOptions): Promise<void> {
  const names = (await clashes(folder, files, isOurRecord)).filter((name) => !overwrite.includes(name))
  for (const name of names) {
    if (prompter === undefined)
      throw new EvenkeelError('input', `${name} is there already, with other content. Nothing was written.`, {
        hint: `To replace it: --set overwrite=${names.join(',')}, or overwrite: [${names.join(', ')}] in the answers file.`,
      })
    const choice = await prompter.choose({
      text: `Replace ${name}, which is there already?`,
      choices: [
        { value: 'no', title: 'No', when: 'nothing is written' },
        { value: 'yes', title: 'Yes', when: 'its present content is lost' },
      ],
      preset: 'no',
      canGoBack: false,
    })
    if (choice !== 'yes') throw declined()
  }
}
