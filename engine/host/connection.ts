import type { Sh } from '../shell.ts'

/** A host to log in to. What is undefined comes from the user's ssh_config, then from ssh's own defaults. */
export interface HostTarget {
  /** Its name in the inventory. */
  readonly name: string
  readonly address: string
  readonly port?: number | undefined
  readonly user?: string | undefined
  readonly identityFile?: string | undefined
  readonly jump?: string | undefined
  /** Hosts of the inventory that `jump`, theirs included, names. */
  readonly hops?: readonly HostTarget[] | undefined
  readonly become?: boolean | undefined
}

export interface CommandResult {
  /** Exit status; undefined where the channel closed without one: the outcome is unknown, never success. */
  readonly status: number | undefined
  /** Read as latin1: a character is a byte, so that whatever a host prints survives and lengths are bytes. */
  readonly stdout: string
  /** Read as UTF-8, for people. */
  readonly stderr: string
  /** Output was longer than what is kept in memory, and its middle is left out. */
  readonly truncated: boolean
}

export interface CommandOptions {
  /** Bytes for the command's standard input, which ends after them. */
  readonly input?: AsyncIterable<Uint8Array> | undefined
  /** Called for every complete line of standard output (latin1) as it comes; those lines are then not kept. */
  onLine?(line: string): void
  /** Milliseconds without any output after which the call fails with `lost`. Default 60,000. */
  readonly silence?: number | undefined
}

/** One login on one host; commands share it. */
export interface Connection {
  readonly host: string
  /** How many commands were sent so far. */
  readonly commands: number
  /**
   * Runs a script as root. It travels by standard input, whatever its length, and never through a command line.
   * Its commands find their standard input at its end.
   * Throws `lost` where the connection breaks, `privilege` where sudo refuses; a failing script is a result, not an
   * error.
   */
  script(script: string, options?: Omit<CommandOptions, 'input'>): Promise<CommandResult>
  /**
   * Runs a short command as root with `options.input` on its standard input. The command is visible in the host's ps.
   * Throws as {@link script} does.
   */
  command(command: Sh, options?: CommandOptions): Promise<CommandResult>
  close(): void
}

export type Connect = (target: HostTarget) => Promise<Connection>
