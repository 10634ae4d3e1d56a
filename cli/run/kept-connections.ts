import type { Connect, Connection } from '../../engine/host/connection.ts'

/** Keeps the connections of a command that reads the same hosts again and again. */
export class KeptConnections {
  readonly #connect: Connect
  readonly #kept = new Map<string, Connection>()

  constructor(connect: Connect) {
    this.#connect = connect
  }

  /** Logs in once; a connection that broke is replaced at the next reading. Closing it leaves it open. */
  readonly connect: Connect = async (target) => {
    const kept = this.#kept.get(target.name) ?? (await this.#connect(target))
    this.#kept.set(target.name, kept)
    const dropped = async <Result>(work: Promise<Result>): Promise<Result> => {
      try {
        return await work
      } catch (failure) {
        this.#kept.delete(target.name)
        kept.close()
        throw failure
      }
    }
    return {
      host: kept.host,
      at: kept.at,
      get commands() {
        return kept.commands
      },
      script: (script, options) => dropped(kept.script(script, options)),
      command: (command, options) => dropped(kept.command(command, options)),
      close: () => undefined,
    }
  }

  close(): void {
    for (const connection of this.#kept.values()) connection.close()
  }
}
