import { foldNames } from '../../engine/host-names.ts'
import { heardText } from '../../engine/journal/heard.ts'
import { UNKNOWN_RUN } from '../../engine/journal/lock-owner.ts'
import type { HostReport } from '../../engine/run/report.ts'
import type { Unlocking } from '../../engine/run/unlock.ts'
import { quote } from '../../engine/shell.ts'
import { exitCode } from '../exit-codes.ts'
import { clean } from './clean.ts'
import { hostOutcomeLines } from './host-outcomes.ts'
import type { Paint } from './paint.ts'

const MEANINGS: Readonly<Record<Unlocking['how'], string>> = {
  lock: 'release the lock; nothing was changed',
  nameless: 'remove the lock (make sure that nobody works there any more)',
  revert: 'revert what the run did',
  abandon: 'try once more to revert what the run did; if that fails again, give the host up as it is',
}

/** Shows what unlock does on each host. */
export function unlockPlanText(run: string, unlockings: readonly Unlocking[], paint: Paint): string {
  const groups = Map.groupBy(clean(unlockings), ({ how, heard }) => `${how} ${heard === undefined}`)
  const lines = [...groups.values()].flatMap((group) => unlockingLine(group, paint))
  const which = run === UNKNOWN_RUN ? 'whose lock has no owner' : `locked by run ${run}`
  return [paint('bold', `Releasing the hosts ${which} means:`), ...lines, ''].join('\n')
}

function unlockingLine(group: readonly Unlocking[], paint: Paint): string[] {
  const [first] = group
  if (first === undefined) return []
  const meaning = `${MEANINGS[first.how]}${first.how === 'lock' ? lifeText(group) : ''}`
  return [
    `  ${foldNames(group.map(({ host }) => host))}  ${paint(first.how === 'abandon' ? 'red' : 'yellow', meaning)}`,
  ]
}

/** The last contact of the hosts with the controller; the newest counts. */
function lifeText(group: readonly Unlocking[]): string {
  const heard = group.flatMap((one) => one.heard ?? [])
  const [latest] = heard.toSorted((one, other) => (one.ago ?? Infinity) - (other.ago ?? Infinity))
  return latest === undefined
    ? ' (make sure that nobody works there any more)'
    : `, and its controller ${heardText(latest)}`
}

export function unlockExitCode(hosts: readonly HostReport[]): number {
  return exitCode(hosts.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'done')
}

/** The outcome on each host, and the next command. */
export function unlockReportText(run: string, hosts: readonly HostReport[], inventory: string, paint: Paint): string {
  const stuck = hosts.filter(({ outcome }) => outcome === 'unknown').map(({ host }) => host)
  const end =
    stuck.length === 0
      ? paint('green', `✓ ${releasedText(run)}`)
      : paint('red', `✗ Run ${run} could not be reverted on ${foldNames(clean(stuck))}: repair this by hand.`)
  const next = paint('cyan', `next: evenkeel history -i ${quote(inventory)}`)
  return `${[hostOutcomeLines(hosts, paint).join('\n'), end, next].join('\n\n')}\n`
}

function releasedText(run: string): string {
  return run === UNKNOWN_RUN
    ? 'No lock without an owner is left on these hosts.'
    : `Run ${run} locks none of these hosts any more.`
}
