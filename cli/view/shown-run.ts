import { isMixed } from '../../engine/journal/mixed.ts'
import type { ShownRun } from '../../engine/run/show.ts'
import { adviceLines, outcomesText } from './advice.ts'
import { clean } from './clean.ts'
import type { Paint } from './paint.ts'
import { changesLines } from './plan.ts'
import { withInventory } from './with-inventory.ts'

/** A run: who ran it, how it ended, what it changed on which hosts, and what stands in the way of its rollback. */
export function shownRunText(shown: ShownRun, inventory: string, paint: Paint): string {
  const { record, hosts, inTheWay } = clean(shown)
  const { run, command, playbook, operator, started, rollbackOf, rolledBackBy } = record
  const what = rollbackOf === undefined ? `${command} of "${playbook}"` : `rollback of ${rollbackOf}, "${playbook}"`
  const back = rolledBackBy === undefined ? '' : `; rolled back by ${rolledBackBy}`
  const changes = changesLines(
    hosts.map((one) => ({ ...one, unchanged: 0, triggers: [] })),
    paint,
  )
  const blocks = [
    [
      `${paint('bold', run)}: ${what}`,
      `by ${operator}, ${started.replace('T', ' ').replace(/(\.\d+)?Z$/, '')} UTC`,
      `${isMixed(record) ? 'mixed: ' : ''}${outcomesText(record.hosts)}${back}`,
    ],
    changes.length === 0 ? ['It changed no resource on the hosts that were asked.'] : changes,
    inTheWayLines(inTheWay, inventory).map((line) => paint('yellow', line)),
    adviceLines(record, [record], inventory).map((line) => paint('cyan', line)),
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** The run and what else JSON has of it. */
export function shownRunData({ record, ...rest }: ShownRun): object {
  return { ...record, mixed: isMixed(record), changed: rest.hosts, inTheWay: rest.inTheWay }
}

function inTheWayLines(inTheWay: ShownRun['inTheWay'], inventory: string): string[] {
  if (inTheWay.length === 0) return []
  return [
    'Later runs changed some of this, and have to be rolled back before it, in this order:',
    ...inTheWay.flatMap(({ run, operator, resources }) => [
      `  ${withInventory(`evenkeel rollback ${run}`, inventory)}`,
      `    by ${operator}: ${resources.map(({ host, id }) => `${id} on ${host}`).join(', ')}`,
    ]),
  ]
}
