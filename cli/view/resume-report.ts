import type { Ending } from '../../engine/run/report.ts'
import { quote } from '../../engine/shell.ts'
import { exitCodeOfOutcome, hostOutcomeLines, unevenClause } from './host-outcomes.ts'
import { wayBack } from './next-commands.ts'
import type { Paint } from './paint.ts'

/** Exit code of a run that resume finished. */
export function resumeExitCode({ outcome }: Ending): number {
  return exitCodeOfOutcome(outcome)
}

/** The result of resume: the outcome on each host and of the run, and the next commands. */
export function resumeReportText(ending: Ending, inventory: string, paint: Paint): string {
  const next = nextLines(ending, inventory).map((line) => paint('cyan', line))
  return `${[hostOutcomeLines(ending.hosts, paint).join('\n'), endLine(ending, paint), next.join('\n')].join('\n\n')}\n`
}

function endLine({ run, outcome, hosts }: Ending, paint: Paint): string {
  if (outcome === 'committed') return paint('green', `✓ Finished: run ${run} is kept.`)
  if (outcome === 'reverted')
    return paint('yellow', `✗ Run ${run} was not kept, and every host is back to where it was.`)
  return paint('red', `✗ Run ${run} ended, and ${unevenClause({ outcome, hosts })}.`)
}

function nextLines({ run, outcome }: Ending, inventory: string): string[] {
  const hosts = `-i ${quote(inventory)}`
  switch (outcome) {
    case 'committed':
      return [`take it back: evenkeel rollback ${quote(run)} ${hosts}`]
    case 'mixed':
      return [
        wayBack(run, inventory),
        `the way forward: repeat the command of the run, which evenkeel history ${hosts} shows`,
      ]
    case 'unknown':
      return [`once every host answers: evenkeel resume ${quote(run)} ${hosts}`, `next: evenkeel history ${hosts}`]
    default:
      return [`next: evenkeel history ${hosts}`]
  }
}
