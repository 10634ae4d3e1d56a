import type { Connection } from './host/connection.ts'
import { script } from './target/scripts.ts'

/**
 * A connection whose scripts run in the environment of evenkeel and not in that of the login, in which a proxy, a locale or
 * a path could give another answer than in a run. A command has to see to that itself.
 */
export function inCleanEnvironment(connection: Connection): Connection {
  return {
    host: connection.host,
    at: connection.at,
    get commands() {
      return connection.commands
    },
    script: (text, options) => connection.script(`${script('login')}\n${text}`, options),
    command: (command, options) => connection.command(command, options),
    close: () => connection.close(),
  }
}
