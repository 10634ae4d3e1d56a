import { readFile } from 'node:fs/promises'
import { EvenkeelError } from '../engine/errors/error.ts'
import { parseArguments, type Request } from './arguments.ts'
import { COMMANDS } from './commands.ts'
import type { Io } from './io.ts'
import { printFailure } from './view/failure.ts'
import { commandHelpText, helpText } from './view/help.ts'

const REFUSED = 1

/** The whole command line tool: from the words after `evenkeel` to the exit code. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await answer(parseArguments(argv), io)
  } catch (error) {
    // A command line that was not understood has no flags yet.
    printFailure(error, io, {
      json: argv.includes('--json'),
      verbose: argv.includes('-v') || argv.includes('--verbose'),
    })
    return REFUSED
  }
}

async function answer(request: Request, io: Io): Promise<number> {
  if (request.kind === 'version') return print(io, `evenkeel ${await version()}\n`)
  if (request.kind === 'help') return print(io, helpOf(request.command))
  try {
    const command = await request.command.load()
    return await command(request.line, io)
  } catch (error) {
    printFailure(error, io, request.line.flags)
    return REFUSED
  }
}

function print(io: Io, printed: string): number {
  io.stdout.write(printed)
  return 0
}

function helpOf(name: string | undefined): string {
  const command = name === undefined ? undefined : COMMANDS[name]
  return name === undefined || command === undefined ? helpText(COMMANDS) : commandHelpText(name, command)
}

async function version(): Promise<string> {
  // Two places: the sources, and what the build makes of them in dist.
  for (const place of ['../package.json', '../../package.json']) {
    const read = await readFile(new URL(place, import.meta.url), 'utf8').catch(() => undefined)
    if (read !== undefined) return (JSON.parse(read) as { version: string }).version
  }
  throw new EvenkeelError('bug', 'Cannot say the version: package.json is missing.')
}
