import { runFolder } from '../../engine/journal/folder.ts'
import { isSuperseded, isMixed } from '../../engine/journal/mixed.ts'
import type { RunRecord } from '../../engine/journal/run-record.ts'
import { quote } from '../../engine/shell.ts'
import { foldNames } from './fold.ts'
import { wayBack, wayForward } from './ways.ts'

type Outcome = RunRecord['hosts'][number]['outcome']

/** What to do about a run that has not ended well, as a sentence and the commands that help; nothing where it has. */
export function remedyLines(record: RunRecord, records: readonly RunRecord[], inventory: string): string[] {
  return [
    ...waitingLines(record, inventory),
    ...interruptedLines(record, inventory),
    ...stuckLines(record, inventory),
    ...(isMixed(record) && !isSuperseded(record, records) ? mixedLines(record, inventory) : []),
  ]
}

function waitingLines(record: RunRecord, inventory: string): string[] {
  const waiting = hostsWith(record, 'waiting')
  if (waiting.length === 0) return []
  return [
    `${record.run} waits for its confirmation on ${foldNames(waiting)}.`,
    `  to finish it: evenkeel resume ${quote(record.run)} -i ${quote(inventory)}`,
  ]
}

function interruptedLines(record: RunRecord, inventory: string): string[] {
  const interrupted = hostsWith(record, 'interrupted')
  if (interrupted.length === 0) return []
  return [
    `${record.run} was interrupted on ${foldNames(interrupted)}, and no guard took it back there.`,
    `  to take it back: evenkeel unlock ${quote(record.run)} -i ${quote(inventory)}`,
  ]
}

function stuckLines(record: RunRecord, inventory: string): string[] {
  const stuck = hostsWith(record, 'stuck')
  if (stuck.length === 0) return []
  const folder = runFolder(record.run)
  return [
    `${record.run} could not be taken back on ${foldNames(stuck)}.`,
    '  to see why, there by hand:',
    `    tail ${folder}/stages/*/step-*/undo.log`,
    '  to try again, there by hand:',
    `    sh ${folder}/runner.sh revert`,
    `  to give it up as it stands: evenkeel unlock ${quote(record.run)} -i ${quote(inventory)}`,
  ]
}

function mixedLines(record: RunRecord, inventory: string): string[] {
  return [
    `${record.run} is mixed: ${whoIsWhere(record.hosts)}.`,
    `  ${wayBack(record.run, inventory)}`,
    `  ${forward(record, inventory)}`,
  ]
}

/** The journals know what a playbook is called, and not where it lies. */
function forward({ command, playbook, rollbackOf }: RunRecord, inventory: string): string {
  if (rollbackOf !== undefined) return wayForward('rollback', rollbackOf, inventory)
  return `${wayForward(command, 'PLAYBOOK', inventory)}, where PLAYBOOK is the file of "${playbook}"`
}

/** Every outcome with its hosts: `committed web[1-3], reverted lb1`. */
export function whoIsWhere(hosts: RunRecord['hosts']): string {
  const byOutcome = Map.groupBy(hosts, ({ outcome }) => outcome)
  return [...byOutcome].map(([outcome, alike]) => `${outcome} ${foldNames(alike.map(({ host }) => host))}`).join(', ')
}

function hostsWith({ hosts }: RunRecord, wanted: Outcome): string[] {
  return hosts.filter(({ outcome }) => outcome === wanted).map(({ host }) => host)
}
