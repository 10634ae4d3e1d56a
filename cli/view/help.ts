import type { Command } from '../command.ts'
import { FLAGS, type Flag, type FlagName } from '../flags.ts'

/** `evenkeel plan PLAYBOOK -i INVENTORY [FLAGS]` */
export function usageLine(name: string, command: Command): string {
  const optional = command.flags.some((flag) => !command.needs.includes(flag))
  return ['evenkeel', name, command.usage, ...(optional ? ['[FLAGS]'] : [])].join(' ')
}

/** The list of commands. */
export function helpText(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.entries(commands).map(([name, command]): [string, string] => [name, command.summary])
  return [
    'evenkeel sets up highly available, load-balanced clusters over SSH and keeps them as described.',
    '',
    'Usage: evenkeel COMMAND ...',
    '',
    ...columns([...rows, ['help COMMAND', 'a command and its flags'], ['--version', 'the version']]),
    '',
    'Exit codes: 0 done, or nothing to do; 1 refused or failed before the first change; 2 changes are pending',
    '(plan --detailed-exitcode); 3 failed, and every host is back to where it was; 4 failed, and some host is not.',
    '',
  ].join('\n')
}

/** One command and its flags. */
export function commandHelpText(name: string, command: Command): string {
  const flags = [...command.flags, 'help' as const].map((flag): [string, string] => [
    spelling(flag),
    FLAGS[flag].summary,
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
