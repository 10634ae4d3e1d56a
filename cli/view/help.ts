import { EXIT_CODES } from '../exit-codes.ts'
import { type Command, usageLine } from '../parse/command.ts'
import { FLAGS, type Flag, type FlagName, flagText } from '../parse/flags.ts'
import { EXAMPLES, VERBS } from './command-examples.ts'

type Rows = readonly (readonly [left: string, right: string])[]

/** The list of commands, and the exit codes. @param width of the terminal, in characters */
export function helpText(commands: Readonly<Record<string, Command>>, width?: number): string {
  const rows = Object.entries(commands).map(([name, command]): [string, string] => [name, command.summary])
  return [
    ...wrapped(
      'evenkeel sets up highly available, load-balanced clusters over SSH and keeps them as described.',
      width,
    ),
    '',
    'Usage: evenkeel COMMAND ...',
    '',
    ...columns([...rows, ['help COMMAND', 'a command, its flags and examples'], ['--version', 'the version']], width),
    '',
    'Exit codes:',
    ...columns(
      Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning]),
      width,
    ),
    '',
  ].join('\n')
}

/** One command with its verbs, flags and examples. */
export function commandHelpText(name: string, command: Command, width?: number): string {
  const flags = [...command.flags, 'help' as const].map((flag): [string, string] => [
    spelling(flag),
    flagText(FLAGS[flag]),
  ])
  const verbs = Object.entries(VERBS[name] ?? {})
  return [
    `Usage: ${usageLine(name, command)}`,
    '',
    ...wrapped(command.summary, width),
    '',
    ...(verbs.length > 0 ? [...columns(verbs, width), ''] : []),
    ...columns(flags, width),
    '',
    'Examples:',
    ...examples(EXAMPLES[name] ?? [], width),
    '',
  ].join('\n')
}

/** A command line is never broken: it is there to be copied. */
function examples(rows: Rows, width = Number.POSITIVE_INFINITY): string[] {
  const widest = Math.max(...rows.map(([left, right]) => left.length + right.length + 6))
  if (widest <= width) return columns(rows, width)
  return rows.flatMap(([command, text]) => [`  # ${text}`, `  ${command}`])
}

function spelling(name: FlagName): string {
  const flag: Flag = FLAGS[name]
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `
  return `${short}--${flag.long}${flag.value === undefined ? '' : ` ${flag.value}`}`
}

/** Of a narrower terminal, the right column gets its own lines. */
const NARROWEST_COLUMN = 30

function columns(rows: Rows, width = Number.POSITIVE_INFINITY): string[] {
  const left = Math.max(...rows.map(([text]) => text.length))
  const right = width - left - 4
  if (right < NARROWEST_COLUMN)
    return rows.flatMap(([one, other]) => [`  ${one}`, ...wrapped(other, width - 6).map((line) => `      ${line}`)])
  return rows.flatMap(([one, other]) =>
    wrapped(other, right).map((line, index) => `  ${(index === 0 ? one : '').padEnd(left)}  ${line}`),
  )
}

/** Breaks a text at blanks. */
function wrapped(text: string, width = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
