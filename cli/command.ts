import type { FlagName, Flags } from './flags.ts'
import type { Io } from './io.ts'

/** A command line that was understood. */
export interface CommandLine {
  readonly positionals: readonly string[]
  /** The words after `--`, of a command that takes some. */
  readonly tail: readonly string[]
  readonly flags: Flags
}

/** Answers the exit code; throws `EvenkeelError` or `EvenkeelErrors` for exit code 1. */
export type RunCommand = (line: CommandLine, io: Io) => Promise<number>

/** A command as the command line knows it before its code is loaded. */
export interface Command {
  /** What stands after the name in its usage, such as `PLAYBOOK -i INVENTORY`. */
  readonly usage: string
  /** One line for the list of commands. */
  readonly summary: string
  /** How many words it takes besides flags: the least and the most. */
  readonly positionals: readonly [number, number]
  /** Takes words after `--`. */
  readonly tail?: boolean
  readonly flags: readonly FlagName[]
  /** Refused without these. */
  readonly needs: readonly FlagName[]
  load(): Promise<RunCommand>
}
