import { EXIT_CODES } from '../exit-codes.ts'
import { type Command, usageLine } from '../parse/command.ts'
import { FLAGS, type Flag, type FlagName, flagText } from '../parse/flags.ts'

/** The list of commands, and the exit codes. */
export function helpText(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.entries(commands).map(([name, command]): [string, string] => [name, command.summary])
  return [
    'evenkeel sets up highly available, load-balanced clusters over SSH and keeps them as described.',
    '',
    'Usage: evenkeel COMMAND ...',
    '',
    ...columns([...rows, ['help COMMAND', 'a command and its flags'], ['--version', 'the version']]),
    '',
    'Exit codes:',
    ...columns(Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning])),
    '',
  ].join('\n')
}

/** One command and its flags. */
export function commandHelpText(name: string, command: Command): string {
  const flags = [...command.flags, 'help' as const].map((flag): [string, string] => [
    spelling(flag),
    flagText(FLAGS[flag]),
  ])
  return [`Usage: ${usageLine(name, command)}`, '', `${command.summary}`, '', ...columns(flags), ''].join('\n')
}

function spelling(name: FlagName): string {
  const flag: Flag = FLAGS[name]
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `
  return `${short}--${flag.long}${flag.value === undefined ? '' : ` ${flag.value}`}`
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
