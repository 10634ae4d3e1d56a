import type { RunRecord } from '../../engine/journal/run-record.ts'
import { clean } from './clean.ts'
import { foldNames } from './fold.ts'
import type { Paint } from './paint.ts'

const HEADINGS = ['RUN', 'STARTED', 'COMMAND', 'PLAYBOOK', 'OPERATOR', 'CHANGES', 'OUTCOME'] as const

/** A table of runs in the order given. */
export function historyText(records: readonly RunRecord[], paint: Paint): string {
  if (records.length === 0) return 'No run is known on these hosts.\n'
  const rows = clean(records).map(rowOf)
  const widths = HEADINGS.map((heading, column) =>
    Math.max(...[HEADINGS, ...rows].map((row) => (row[column] ?? heading).length)),
  )
  const print = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [paint('bold', print(HEADINGS)), ...rows.map(print), ''].join('\n')
}

function rowOf({ run, started, command, playbook, operator, hosts, rollbackOf, rolledBackBy }: RunRecord): string[] {
  const what = rollbackOf === undefined ? command : `${command} of ${rollbackOf}`
  const changes = hosts.reduce((sum, host) => sum + host.changes, 0)
  const since = rolledBackBy === undefined ? '' : `; taken back by ${rolledBackBy}`
  return [run, momentText(started), what, playbook, operator, String(changes), `${outcomeText(hosts)}${since}`]
}

/** `2026-11-21 10:31:02`, UTC as the journals say it. */
function momentText(started: string): string {
  return started.replace('T', ' ').replace(/(\.\d+)?Z$/, '')
}

/** One word where all hosts ended alike, else every outcome with its hosts. */
function outcomeText(hosts: RunRecord['hosts']): string {
  const byOutcome = Map.groupBy(hosts, ({ outcome }) => outcome)
  return [...byOutcome].map(([outcome, alike]) => `${outcome} ${foldNames(alike.map(({ host }) => host))}`).join(', ')
}
