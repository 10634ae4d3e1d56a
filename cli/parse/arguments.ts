import { parseArgs } from 'node:util'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { nearest } from '../../engine/errors/nearest.ts'
import { insteadOfAnsibleFlag } from './ansible-flags.ts'
import { type Command, type CommandLine, usageLine } from './command.ts'
import { FLAGS, type Flag, type FlagName, type Flags, noFlags } from './flags.ts'

/** A parsed request of the user. */
export type Request =
  | { readonly kind: 'version' }
  /** Without a command: the list of all. */
  | { readonly kind: 'help'; readonly command: string | undefined }
  | { readonly kind: 'command'; readonly name: string; readonly command: Command; readonly line: CommandLine }

type Commands = Readonly<Record<string, Command>>

/** Parses the words after `evenkeel`. Throws `usage` with the nearest known word and the command's usage line. */
export function parseArguments(argv: readonly string[], commands: Commands): Request {
  const [first, ...others] = argv
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'help', command: undefined }
  if (first === '--version') return { kind: 'version' }
  if (first === 'help') return helpFor(others, commands)
  if (first.startsWith('-')) throw flagInsteadOfCommand(first)
  const command = commandNamed(first, commands)
  const words = parseWords(first, command, others)
  if (words.flags.help) return { kind: 'help', command: first }
  refuseIncomplete(first, command, words)
  return { kind: 'command', name: first, command, line: words }
}

function helpFor([name, surplus]: readonly string[], commands: Commands): Request {
  if (name !== undefined) commandNamed(name, commands)
  if (surplus !== undefined)
    throw new EvenkeelError(
      'usage',
      `evenkeel help takes no further word: ${JSON.stringify(surplus)} is one too many.`,
      {
        hint: `evenkeel help ${name} prints all that there is.`,
      },
    )
  return { kind: 'help', command: name }
}

function commandNamed(name: string, commands: Commands): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command !== undefined) return command
  const close = nearest(name, [...Object.keys(commands), 'help'])
  throw new EvenkeelError('usage', `There is no command ${JSON.stringify(name)}.`, {
    hint: close === undefined ? 'evenkeel help lists the commands.' : `Did you mean evenkeel ${close}?`,
  })
}

function flagInsteadOfCommand(word: string): EvenkeelError {
  return new EvenkeelError('usage', `The command comes first: ${JSON.stringify(word)} is a flag.`, {
    hint: 'evenkeel help lists the commands.',
  })
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number]

function parseWords(name: string, command: Command, argv: readonly string[]): CommandLine {
  const known = knownFlags(command)
  const options = Object.fromEntries(
    known.map(([, flag]) => [
      flag.long,
      {
        type: flag.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(flag.short === undefined ? {} : { short: flag.short }),
      },
    ]),
  )
  // Not strict: our own errors name the nearest flag and the usage.
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true })
  const terminator = tokens.findIndex((token) => token.kind === 'option-terminator')
  const before = terminator < 0 ? tokens : tokens.slice(0, terminator)
  const after = terminator < 0 ? [] : wordsOf(tokens.slice(terminator))
  return {
    positionals: command.tail ? wordsOf(before) : [...wordsOf(before), ...after],
    tail: command.tail ? after : [],
    flags: flagsOf(name, command, known, before),
  }
}

function knownFlags(command: Command): [FlagName, Flag][] {
  return [...command.flags, 'help' as const].map((name) => [name, FLAGS[name]])
}

function wordsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
}

function flagsOf(name: string, command: Command, known: [FlagName, Flag][], tokens: readonly Token[]): Flags {
  const given = new Map<FlagName, string | true | string[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const [flagName, flag] =
      known.find(([, one]) => one.long === token.name) ?? unknownFlag(name, command, token.rawName)
    const value = checkedValue(name, command, flag, token)
    const earlier = given.get(flagName)
    if (flag.repeatable) given.set(flagName, [...(Array.isArray(earlier) ? earlier : []), String(value)])
    else if (earlier !== undefined && earlier !== value) throw usage(name, command, `${token.rawName} is given twice.`)
    else given.set(flagName, value)
  }
  return { ...noFlags(), ...Object.fromEntries(given) }
}

function checkedValue(
  name: string,
  command: Command,
  flag: Flag,
  token: Extract<Token, { kind: 'option' }>,
): string | true {
  const { rawName, value, inlineValue } = token
  if (flag.value === undefined) {
    if (value !== undefined) throw usage(name, command, `${rawName} takes no value.`)
    return true
  }
  if (value === undefined || value === '') throw usage(name, command, `${rawName} needs a value: ${flag.value}.`)
  if (!inlineValue && value.startsWith('-')) {
    throw usage(name, command, `${rawName} needs a value: ${flag.value}. Is it ${JSON.stringify(value)}?`, [
      `Then write --${flag.long}=${value}`,
    ])
  }
  return value
}

function unknownFlag(name: string, command: Command, rawName: string): never {
  const close = nearest(
    rawName.replace(/^-+/, ''),
    knownFlags(command).map(([, flag]) => flag.long),
  )
  const elsewhere = Object.values<Flag>(FLAGS).some(
    (flag) => `--${flag.long}` === rawName || `-${flag.short}` === rawName,
  )
  const instead = insteadOfAnsibleFlag(rawName)
  if (instead !== undefined) throw usage(name, command, `There is no flag ${rawName}.`, [instead])
  throw usage(
    name,
    command,
    elsewhere ? `evenkeel ${name} does not take ${rawName}.` : `There is no flag ${rawName}.`,
    close === undefined || elsewhere ? [] : [`Did you mean --${close}?`],
  )
}

function refuseIncomplete(name: string, command: Command, line: CommandLine): void {
  const [least, most] = command.positionals
  if (line.positionals.length < least) throw usage(name, command, `evenkeel ${name} needs ${missingWord(command)}.`)
  const surplus = line.positionals[most]
  if (surplus !== undefined)
    throw usage(name, command, `evenkeel ${name} takes no further word: ${JSON.stringify(surplus)} is one too many.`)
  for (const needed of command.needs) {
    const flag: Flag = FLAGS[needed]
    const given = line.flags[needed]
    if (given === undefined)
      throw usage(name, command, `evenkeel ${name} needs -${flag.short} ${flag.value}: ${flag.summary}.`)
  }
}

/** The first word of the usage: the word that is missing. */
function missingWord(command: Command): string {
  return command.usage.split(' ')[0] ?? ''
}

function usage(name: string, command: Command, message: string, hints: readonly string[] = []): EvenkeelError {
  return new EvenkeelError('usage', message, { hint: [...hints, `Usage: ${usageLine(name, command)}`].join('\n') })
}
