import type { Io } from '../io.ts'
import type { FlagName, Flags } from './flags.ts'

/** A parsed command line. */
export interface CommandLine {
  readonly positionals: readonly string[]
  /** The words after `--`, if the command takes them. */
  readonly tail: readonly string[]
  readonly flags: Flags
}

/** Returns the exit code. Throws `EvenkeelError` or `EvenkeelErrors` if the exit code is `refused`. */
export type RunCommand = (line: CommandLine, io: Io) => Promise<number>

/** The usage of a command; its code is loaded when it runs. */
export interface Command {
  /** Written after the name in the usage line, such as `PLAYBOOK -i INVENTORY`. */
  readonly usage: string
  /** One line for the list of commands. */
  readonly summary: string
  /** The least and the most words that it takes besides flags. */
  readonly positionals: readonly [number, number]
  /** Takes words after `--`. */
  readonly tail?: boolean
  readonly flags: readonly FlagName[]
  /** Flags without which the command is refused. */
  readonly needs: readonly FlagName[]
  load(): Promise<RunCommand>
}

/** `evenkeel plan PLAYBOOK -i INVENTORY [FLAGS]` */
export function usageLine(name: string, command: Command): string {
  const optional = command.flags.some((flag) => !command.needs.includes(flag))
  return ['evenkeel', name, command.usage, ...(optional ? ['[FLAGS]'] : [])].join(' ')
}
