import { foldNames } from '../../engine/host-names.ts'
import { runFolder } from '../../engine/journal/folder.ts'
import { isMixed, isSuperseded } from '../../engine/journal/mixed.ts'
import type { RunRecord } from '../../engine/journal/run-record.ts'
import { quote } from '../../engine/shell.ts'
import { wayBack, wayForward } from './next-commands.ts'

type Outcome = RunRecord['hosts'][number]['outcome']

/** For a run that did not end well: what is wrong, and the commands that help. Empty for any other run. */
export function adviceLines(record: RunRecord, records: readonly RunRecord[], inventory: string): string[] {
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
    `${record.run} was interrupted on ${foldNames(interrupted)}, and no guard reverted it there.`,
    `  to revert it: evenkeel unlock ${quote(record.run)} -i ${quote(inventory)}`,
  ]
}

function stuckLines(record: RunRecord, inventory: string): string[] {
  const stuck = hostsWith(record, 'stuck')
  if (stuck.length === 0) return []
  const folder = runFolder(record.run)
  return [
    `${record.run} could not be reverted on ${foldNames(stuck)}.`,
    '  to see why, run there:',
    `    tail ${folder}/stages/*/step-*/undo.log`,
    '  to try again, run there:',
    `    sh ${folder}/runner.sh revert`,
    `  to give it up as it is: evenkeel unlock ${quote(record.run)} -i ${quote(inventory)}`,
  ]
}

function mixedLines(record: RunRecord, inventory: string): string[] {
  return [
    `${record.run} is mixed: ${outcomesText(record.hosts)}.`,
    `  ${wayBack(record.run, inventory)}`,
    `  ${repeatLine(record, inventory)}`,
  ]
}

/** Journals hold the name of a playbook, and not its path. */
function repeatLine({ command, about, playbook, rollbackOf }: RunRecord, inventory: string): string {
  if (rollbackOf !== undefined) return wayForward('rollback', [rollbackOf], inventory)
  return `${wayForward(command, [...(about?.split(' ') ?? []), 'PLAYBOOK'], inventory)}, where PLAYBOOK is the file of "${playbook}"`
}

/** Each outcome with its hosts: `committed web[1-3], reverted lb1`. */
export function outcomesText(hosts: RunRecord['hosts']): string {
  const byOutcome = Map.groupBy(hosts, ({ outcome }) => outcome)
  return [...byOutcome].map(([outcome, group]) => `${outcome} ${foldNames(group.map(({ host }) => host))}`).join(', ')
}

function hostsWith({ hosts }: RunRecord, outcome: Outcome): string[] {
  return hosts.filter((one) => one.outcome === outcome).map(({ host }) => host)
}
