import type { Pause, SwitchoverReport } from '../../engine/databases/switchover/report.ts'
import { quote } from '../../engine/shell.ts'
import { exitCode } from '../exit-codes.ts'
import { clean } from './clean.ts'
import { failureData, failureText } from './failure.ts'
import type { Paint } from './paint.ts'
import { durationText } from './progress/lines.ts'

export function switchoverExitCode({ outcome, failure }: SwitchoverReport): number {
  switch (outcome) {
    case 'possible':
    case 'nothing':
      return exitCode('done')
    case 'moved':
      return exitCode(failure === undefined ? 'done' : 'unknown')
    case 'back':
      return exitCode('reverted')
    case 'unknown':
      return exitCode('unknown')
  }
}

/** The report with its failure as `--json` prints it. */
export function switchoverData({ failure, ...report }: SwitchoverReport, inventory: string): object {
  return { ...report, ...(failure === undefined ? {} : { failure: failureData(failure, inventory).errors }) }
}

/** How the switchover ended, the pause, and what to run next. */
export function switchoverText(
  report: SwitchoverReport,
  { playbook, inventory }: { readonly playbook: string; readonly inventory: string },
  paint: Paint,
): string {
  const { failure, pause } = report
  const failed = failure === undefined ? [] : [failureText(failure, paint, false, inventory).trimEnd(), '']
  const next = paint('cyan', `next: ${nextCommand(report, quote(playbook), quote(inventory))}`)
  const lines = [
    ...failed,
    endText(clean(report), paint),
    ...pauseLines(clean(pause)),
    ...byHandLines(report),
    '',
    next,
  ]
  return `${lines.join('\n')}\n`
}

function endText({ outcome, from, to, behind = 0, failure }: SwitchoverReport, paint: Paint): string {
  switch (outcome) {
    case 'possible':
      return paint(
        'green',
        `✓ Nothing stands in the way: ${from} can hand over to ${to}, which lacks ${count(behind)}.`,
      )
    case 'nothing':
      return paint('green', `✓ ${to} takes writes already.`)
    case 'moved':
      return failure === undefined
        ? paint('green', `✓ ${to} takes writes now, with all that ${from} had acknowledged.`)
        : paint('red', `✗ ${to} takes writes now, but not all is as it should be.`)
    case 'back':
      return paint('yellow', `↩ The writer was not moved: ${from} takes writes again.`)
    case 'unknown':
      return paint('red', '✗ Which server takes writes is not known: look at both.')
  }
}

function count(transactions: number): string {
  return transactions === 1 ? '1 transaction' : `${transactions} transactions`
}

function pauseLines(pause: Pause | undefined): string[] {
  if (pause === undefined) return []
  const { servers, client } = pause
  const ofServers = `  pause: ${milliseconds(servers)} from the closing of one server to the opening of the other, by the clock here`
  if (client === undefined)
    return [ofServers, '  no host of the group clients: the pause was not measured from a client']
  if ('cannot' in client) return [ofServers, `  from ${client.host} it could not be measured: ${client.cannot}`]
  return [
    ofServers,
    `  from ${client.host}: ${milliseconds(client.milliseconds)} between two HTTP answers of an open server through the VIP,` +
      ` ${client.unanswered} without one; guards renew their answers about every 0.4 s`,
  ]
}

function milliseconds(some: number): string {
  return some < 950 ? `${Math.round(some)} ms` : durationText(some)
}

function byHandLines({ byHand = [] }: SwitchoverReport): string[] {
  return byHand.length === 0
    ? []
    : ['  run by hand:', ...byHand.map(({ host, command }) => `    on ${host}: ${command}`)]
}

function nextCommand({ outcome, from, to }: SwitchoverReport, playbook: string, inventory: string): string {
  if (outcome === 'possible') return `evenkeel switchover ${playbook} -i ${inventory} --to ${quote(to)}`
  return outcome === 'moved' && from !== to
    ? `evenkeel verify ${playbook} -i ${inventory}; the way back: evenkeel switchover ${playbook} -i ${inventory} --to ${quote(from)}`
    : `evenkeel verify ${playbook} -i ${inventory}`
}
