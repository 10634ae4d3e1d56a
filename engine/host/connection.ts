import type { Sh } from '../shell.ts'

/** A host to log in to. Undefined settings come from the user's ssh_config, then from ssh's own defaults. */
export interface HostTarget {
  /** Its name in the inventory. */
  readonly name: string
  readonly address: string
  readonly port?: number | undefined
  readonly user?: string | undefined
  readonly identityFile?: string | undefined
  readonly jump?: string | undefined
  /** The hosts of the inventory that `jump` names, and those that their own `jump` names. */
  readonly hops?: readonly HostTarget[] | undefined
  readonly become?: boolean | undefined
  /** The program that makes the login root. Default: sudo. */
  readonly becomeMethod?: 'sudo' | 'doas' | undefined
  /** Sentences about this login that the user should read. */
  readonly remarks?: readonly string[] | undefined
}

export interface CommandResult {
  /** Exit status; undefined if the channel closed without one: the outcome is unknown, never success. */
  readonly status: number | undefined
  /** Decoded as latin1: a character is a byte, so that all output survives and lengths are bytes. */
  readonly stdout: string
  /** Decoded as UTF-8, for people. */
  readonly stderr: string
  /** The output was longer than the limit in memory, and its middle is left out. */
  readonly truncated: boolean
}

export interface CommandOptions {
  /** Bytes for the command's standard input, which ends after them. */
  readonly input?: AsyncIterable<Uint8Array> | undefined
  /** Called for every complete line of standard output (latin1) when it arrives; `stdout` is then empty. */
  onLine?(line: string): void
  /** Milliseconds without any output after which the call fails with `lost`. Default 60,000. */
  readonly silence?: number | undefined
}

/** One login on one host, which all commands share. */
export interface Connection {
  readonly host: string
  /** The machine that answered, as `ADDRESS:PORT`; undefined if there is no network between. */
  readonly at?: string | undefined
  /** The number of commands that were sent so far. */
  readonly commands: number
  /**
   * Runs a script as root. The script goes through standard input, whatever its length, and never through a command
   * line. The standard input of its commands is empty.
   * Throws `lost` if the connection breaks, `privilege` if sudo refuses. A failing script is a result, not an error.
   */
  script(script: string, options?: Omit<CommandOptions, 'input'>): Promise<CommandResult>
  /**
   * Runs a short command as root with `options.input` as its standard input. The command is visible in the host's ps.
   * Throws as {@link script} does.
   */
  command(command: Sh, options?: CommandOptions): Promise<CommandResult>
  close(): void
}

export type Connect = (target: HostTarget) => Promise<Connection>
