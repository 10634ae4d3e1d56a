import type { Choice } from '../../init/question.ts'

/** The answer that leads to the question before. */
export const BACK = Symbol('back')
/** What is typed for it. */
export const BACK_WORD = '<'

export interface ChoicePrompt {
  /** One line. */
  readonly text: string
  readonly choices: readonly Choice[]
  /** The value that Enter takes. */
  readonly preset: string | undefined
  readonly canGoBack: boolean
}

export interface TextPrompt {
  /** One line. */
  readonly text: string
  /** What Enter takes; undefined if something must be typed. */
  readonly preset: string | undefined
  readonly canGoBack: boolean
  /** Why the text is no answer; undefined if it is. */
  problem(text: string): string | undefined
}

/** Asks a person. One question is on the screen at a time. Throws `declined` after Ctrl-C. */
export interface Prompter {
  choose(prompt: ChoicePrompt): Promise<string | typeof BACK>
  type(prompt: TextPrompt): Promise<string | typeof BACK>
}
