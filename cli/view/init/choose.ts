import type { Io } from '../../io.ts'
import { isInteractive } from '../questions.ts'
import type { Prompter } from './prompter.ts'

/** How a person is asked: by lists, or by lines where the terminal draws nothing again (TERM=dumb). Undefined without a terminal. */
export async function prompterFor(io: Io): Promise<Prompter | undefined> {
  if (!isInteractive(io)) return undefined
  if (io.env.TERM === 'dumb') return new (await import('./line-prompter.ts')).LinePrompter(io)
  return new (await import('./list-prompter.ts')).ListPrompter(io)
}
