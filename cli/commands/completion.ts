import { readFile } from 'node:fs/promises'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Command, RunCommand } from '../parse/command.ts'

const SHELLS = ['bash', 'zsh', 'fish']

/** Prints the script that completes command lines in a shell. That script calls the command with the words of a line. */
export function completionCommand(commands: Readonly<Record<string, Command>>): RunCommand {
  return async ({ positionals: [shell = ''], tail }, io) => {
    if (!SHELLS.includes(shell))
      throw new EvenkeelError('usage', `There is no completion for ${JSON.stringify(shell)}.`, {
        hint: `Shells: ${SHELLS.join(', ')}`,
      })
    io.stdout.write(tail.length === 0 ? await scriptFor(shell) : await candidatesFor(tail, commands, io.env))
    return exitCode('done')
  }
}

function scriptFor(shell: string): Promise<string> {
  return readFile(new URL(`../completion/scripts/evenkeel.${shell}`, import.meta.url), 'utf8')
}

async function candidatesFor(
  words: readonly string[],
  commands: Readonly<Record<string, Command>>,
  env: Io['env'],
): Promise<string> {
  const [{ complete }, { completionText }] = await Promise.all([
    import('../completion/complete.ts'),
    import('../completion/completion.ts'),
  ])
  return completionText(await complete(words, commands, env))
}
