import type { Ending } from '../../engine/run/report.ts'
import { quote } from '../../engine/shell.ts'
import { hostLines, unevenWords } from './host-lines.ts'
import type { Paint } from './paint.ts'
import { wayBack } from './ways.ts'

/** Exit code of a run that was finished by another controller than the one that began it. */
export function endingCode({ outcome }: Ending): number {
  return { committed: 0, reverted: 3, mixed: 4, unknown: 4 }[outcome]
}

/** How a run ended that was finished later, host by host, and what to try next. */
export function endingText(ending: Ending, inventory: string, paint: Paint): string {
  const next = nextLines(ending, inventory).map((line) => paint('cyan', line))
  return `${[hostLines(ending.hosts, paint).join('\n'), endLine(ending, paint), next.join('\n')].join('\n\n')}\n`
}

function endLine({ run, outcome, hosts }: Ending, paint: Paint): string {
  if (outcome === 'committed') return paint('green', `✓ Finished: run ${run} is kept.`)
  if (outcome === 'reverted')
    return paint('yellow', `✗ Run ${run} was not kept, and every host is back to where it was.`)
  return paint('red', `✗ Run ${run} ended, and ${unevenWords({ outcome, hosts })}.`)
}

function nextLines({ run, outcome }: Ending, inventory: string): string[] {
  const hosts = `-i ${quote(inventory)}`
  switch (outcome) {
    case 'committed':
      return [`take it back: evenkeel rollback ${quote(run)} ${hosts}`]
    case 'mixed':
      return [
        wayBack(run, inventory),
        `the way forward: do again what the run did, as evenkeel history ${hosts} names it`,
      ]
    case 'unknown':
      return [`once every host answers: evenkeel resume ${quote(run)} ${hosts}`, `next: evenkeel history ${hosts}`]
    default:
      return [`next: evenkeel history ${hosts}`]
  }
}
