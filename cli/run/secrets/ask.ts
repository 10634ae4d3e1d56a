import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { Secret } from '../../../engine/secrets.ts'
import type { Io } from '../../io.ts'
import { askSecret, isInteractive } from '../../view/questions.ts'

/** Asks for something secret without echo. Throws `authentication` without a terminal, and `declined` if cancelled. */
export type Ask = (prompt: string) => Promise<Secret>

export function asker(io: Io): Ask {
  return async (prompt) => {
    if (!isInteractive(io))
      throw new EvenkeelError('authentication', `${prompt} is needed, and there is no terminal to ask for it`, {
        hint: 'Run the command in a terminal. Without one, a key without a passphrase opens secrets (--identity), and a file of --vault-password-file the vault.',
      })
    const answer = await askSecret(io, prompt, prompt)
    if (answer === undefined) throw new EvenkeelError('declined', 'Cancelled. Nothing was changed.')
    return answer
  }
}

/** Asks twice, as nobody sees what is typed. */
export async function askTwice(ask: Ask, prompt: string): Promise<string> {
  const [first, second] = [await ask(prompt), await ask('The same once more')]
  if (first.reveal() === second.reveal()) return first.reveal()
  throw new EvenkeelError('declined', 'The two answers differ. Nothing was changed.')
}
