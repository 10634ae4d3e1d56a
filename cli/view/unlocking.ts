import { UNKNOWN_RUN } from '../../engine/journal/lock-owner.ts'
import type { HostReport } from '../../engine/run/report.ts'
import type { Unlocking } from '../../engine/run/unlock.ts'
import { quote } from '../../engine/shell.ts'
import { clean } from './clean.ts'
import { foldNames } from './fold.ts'
import { hostLines } from './host-lines.ts'
import type { Paint } from './paint.ts'

const MEANINGS: Readonly<Record<Unlocking['how'], string>> = {
  lock: 'nothing was changed there, and the lock is given back (be sure that nobody is at it any more)',
  nameless: 'the lock is taken away (be sure that nobody is at it any more)',
  revert: 'what the run did there is taken back',
  abandon:
    'it could not be taken back: that is tried once more, and where it fails again the host is given up as it stands',
}

/** What freeing each host would mean. */
export function unlockingText(run: string, unlockings: readonly Unlocking[], paint: Paint): string {
  const alike = Map.groupBy(clean(unlockings), ({ how }) => how)
  const lines = [...alike].map(
    ([how, group]) =>
      `  ${foldNames(group.map(({ host }) => host))}  ${paint(how === 'abandon' ? 'red' : 'yellow', MEANINGS[how])}`,
  )
  const which = run === UNKNOWN_RUN ? 'whose lock does not say who holds it' : `that run ${run} holds`
  return [paint('bold', `Freeing the hosts ${which} means:`), ...lines, ''].join('\n')
}

export function unlockedCode(hosts: readonly HostReport[]): number {
  return hosts.some(({ outcome }) => outcome === 'unknown') ? 4 : 0
}

/** How the hosts were left, and where to look next. */
export function unlockedText(run: string, hosts: readonly HostReport[], inventory: string, paint: Paint): string {
  const left = hosts.filter(({ outcome }) => outcome === 'unknown').map(({ host }) => host)
  const end =
    left.length === 0
      ? paint('green', `✓ ${freedWords(run)}`)
      : paint('red', `✗ Run ${run} could not be taken back on ${foldNames(clean(left))}: somebody has to look there.`)
  const next = paint('cyan', `next: evenkeel history -i ${quote(inventory)}`)
  return `${[hostLines(hosts, paint).join('\n'), end, next].join('\n\n')}\n`
}

function freedWords(run: string): string {
  return run === UNKNOWN_RUN
    ? 'None of these hosts has a lock any more that does not say who holds it.'
    : `Run ${run} holds none of these hosts any more.`
}
