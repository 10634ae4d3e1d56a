import { type Difference, differenceOf } from '../../errors/difference.ts'
import { EvenkeelError } from '../../errors/error.ts'
import { readingOf, redactorOf, stateOf } from '../../plan/change.ts'
import type { Want } from '../../plan/want.ts'
import { type HostReading, parseHostReading } from '../../probe.ts'

/**
 * A stage succeeded if a second reading is as wanted; exit statuses are no proof. Throws `step` with the differences.
 *
 * @param answers what the second probe printed
 */
export function refuseUnproved(host: string, wants: readonly Want[], answers: string): void {
  const after = parseHostReading(
    answers,
    wants.map((want) => want.resource),
    host,
  )
  const wrong = wants.flatMap((want) => differencesOf(want, after))
  if (wrong.length === 0) return
  const names = wrong.map(({ kind, name }) => `${kind} ${name}`).join(', ')
  throw new EvenkeelError('step', `Not as described after the change (- as described, + as it is): ${names}`, {
    host,
    differences: wrong,
  })
}

function differencesOf(want: Want, after: HostReading): Difference[] {
  const { resource, to } = want
  const state = stateOf(readingOf(after, want))
  if (resource.holds(to, state)) return []
  const found = redactorOf(want, state).stateLines(state, undefined)
  return [differenceOf(resource, resource.stateLines(to, undefined), found)]
}
