import { isMixed } from '../../engine/journal/mixed.ts'
import type { RunRecord } from '../../engine/journal/run-record.ts'
import { clean } from './clean.ts'
import type { Paint } from './paint.ts'
import { remedyLines, whoIsWhere } from './remedies.ts'

const HEADINGS = ['RUN', 'STARTED', 'COMMAND', 'PLAYBOOK', 'OPERATOR', 'CHANGES', 'OUTCOME'] as const

/** A table of runs in the order given, and below it what to do about those that have not ended well. */
export function historyText(records: readonly RunRecord[], inventory: string, paint: Paint): string {
  if (records.length === 0) return 'No run is known on these hosts.\n'
  const known = clean(records)
  const remedies = known.map((record) => remedyLines(record, known, inventory)).filter((lines) => lines.length > 0)
  const blocks = [tableLines(known, paint), ...remedies.map((lines) => lines.map((line) => paint('cyan', line)))]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** The same for machines. */
export function historyData(records: readonly RunRecord[]): readonly object[] {
  return records.map((record) => ({ ...record, mixed: isMixed(record) }))
}

function tableLines(records: readonly RunRecord[], paint: Paint): string[] {
  const rows = records.map(rowOf)
  const widths = HEADINGS.map((heading, column) =>
    Math.max(...[HEADINGS, ...rows].map((row) => (row[column] ?? heading).length)),
  )
  const print = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [paint('bold', print(HEADINGS)), ...rows.map(print)]
}

function rowOf(record: RunRecord): string[] {
  const { run, started, command, playbook, operator, hosts, rollbackOf, rolledBackBy } = record
  const what = rollbackOf === undefined ? command : `${command} of ${rollbackOf}`
  const changes = hosts.reduce((sum, host) => sum + host.changes, 0)
  const mixed = isMixed(record) ? 'mixed: ' : ''
  const since = rolledBackBy === undefined ? '' : `; taken back by ${rolledBackBy}`
  const outcome = `${mixed}${whoIsWhere(hosts)}${since}`
  return [run, momentText(started), what, playbook, operator, String(changes), outcome]
}

/** `2026-11-21 10:31:02`, UTC as the journals say it. */
function momentText(started: string): string {
  return started.replace('T', ' ').replace(/(\.\d+)?Z$/, '')
}
