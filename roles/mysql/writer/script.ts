import { readFileSync } from 'node:fs'

/** The parts of the program `writer`, as paths from the project's root, in the order in which they are joined. */
export const WRITER_PARTS: readonly string[] = [
  'roles/mysql/writer/head.sh',
  'engine/target/databases/client.sh',
  'engine/target/databases/gtid.sh',
  'engine/target/databases/channel.sh',
  'engine/target/databases/transactions.sh',
  'roles/mysql/writer/clock.sh',
  'roles/mysql/writer/sessions.sh',
  'roles/mysql/writer/readings.sh',
  'roles/mysql/writer/tables.sh',
  'roles/mysql/writer/events.sh',
  'roles/mysql/writer/upkeep.sh',
  'roles/mysql/writer/decide.sh',
  'roles/mysql/writer/act.sh',
  'roles/mysql/writer/tend.sh',
  'roles/mysql/writer/guard.sh',
  'roles/mysql/writer/commands.sh',
  'roles/mysql/writer/main.sh',
]

/** The program `writer`, as hosts get it. */
export function writerScript(): string {
  return WRITER_PARTS.map((path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')).join('\n')
}
