import { isMixed } from '../../engine/journal/mixed.ts'
import type { RunRecord } from '../../engine/journal/run-record.ts'
import { adviceLines, outcomesText } from './advice.ts'
import { clean } from './clean.ts'
import { tableLines } from './columns.ts'
import type { Paint } from './paint.ts'

const HEADINGS = ['RUN', 'STARTED (UTC)', 'COMMAND', 'PLAYBOOK', 'OPERATOR', 'CHANGES', 'OUTCOME'].map((heading) => ({
  heading,
}))

/** A table of runs in the order given, and below it advice for those that did not end well. */
export function historyText(records: readonly RunRecord[], inventory: string, paint: Paint): string {
  if (records.length === 0) return 'These hosts have no record of a run.\n'
  const shown = clean(records)
  const advice = shown.map((record) => adviceLines(record, shown, inventory)).filter((lines) => lines.length > 0)
  const { heading, rows } = tableLines(HEADINGS, shown.map(rowOf), Number.POSITIVE_INFINITY)
  const blocks = [
    [paint('bold', heading), ...rows.flat()],
    ...advice.map((lines) => lines.map((line) => paint('cyan', line))),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** The runs as JSON data. */
export function historyData(records: readonly RunRecord[]): readonly object[] {
  return records.map((record) => ({ ...record, mixed: isMixed(record) }))
}

function rowOf(record: RunRecord): string[] {
  const { run, started, command, about, playbook, operator, hosts, rollbackOf, rolledBackBy } = record
  const commandText = rollbackOf === undefined ? [command, about].join(' ').trimEnd() : `${command} of ${rollbackOf}`
  const changes = hosts.reduce((sum, host) => sum + host.changes, 0)
  const mixed = isMixed(record) ? 'mixed: ' : ''
  const rolledBack = rolledBackBy === undefined ? '' : `; rolled back by ${rolledBackBy}`
  const outcome = `${mixed}${outcomesText(hosts)}${rolledBack}`
  return [run, timeText(started), commandText, playbook, operator, String(changes), outcome]
}

/** `2026-11-21 10:31:02`, in UTC as in the journals. */
function timeText(started: string): string {
  return started.replace('T', ' ').replace(/(\.\d+)?Z$/, '')
}
