import { readFile } from 'node:fs/promises'
import { EvenkeelError } from '../engine/errors/error.ts'
import { COMMANDS } from './commands/table.ts'
import { exitCode } from './exit-codes.ts'
import type { Io } from './io.ts'
import { parseArguments, type Request } from './parse/arguments.ts'
import type { FailureOptions } from './view/failure.ts'
import { commandHelpText, helpText } from './view/help.ts'

/** Runs the words after `evenkeel`, and returns the exit code. Never throws. */
export async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await runRequest(parseArguments(argv, COMMANDS), io)
  } catch (error) {
    // The flags could not be parsed.
    return await refuse(error, io, {
      json: argv.includes('--json'),
      verbose: argv.includes('-v') || argv.includes('--verbose'),
    })
  }
}

async function runRequest(request: Request, io: Io): Promise<number> {
  if (request.kind === 'version') return print(io, `evenkeel ${await version()}\n`)
  if (request.kind === 'help') return print(io, helpOf(request.command, io.stdout.columns))
  try {
    const command = await request.command.load()
    return await command(request.line, io)
  } catch (error) {
    return await refuse(error, io, request.line.flags)
  }
}

/** Loads the code that prints failures only for a failure: the completion of a word must be quick. */
async function refuse(error: unknown, io: Io, options: FailureOptions): Promise<number> {
  const { printFailure } = await import('./view/failure.ts')
  printFailure(error, io, options)
  return exitCode('refused')
}

function print(io: Io, printed: string): number {
  io.stdout.write(printed)
  return exitCode('done')
}

function helpOf(name: string | undefined, width: number | undefined): string {
  const command = name === undefined ? undefined : COMMANDS[name]
  return name === undefined || command === undefined ? helpText(COMMANDS, width) : commandHelpText(name, command, width)
}

async function version(): Promise<string> {
  // The first is right for the sources, the second for the build in dist.
  for (const place of ['../package.json', '../../package.json']) {
    const read = await readFile(new URL(place, import.meta.url), 'utf8').catch(() => undefined)
    if (read !== undefined) return (JSON.parse(read) as { version: string }).version
  }
  throw new EvenkeelError('bug', 'Cannot print the version: package.json is missing.')
}
