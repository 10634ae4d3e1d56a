import { EvenkeelError } from '../../errors/error.ts'
import type { Session } from '../../host-pool.ts'
import { readingOf, stateOf, tellerOf } from '../../plan/change.ts'
import type { Want } from '../../plan/want.ts'
import { readSurvey, type Survey } from '../../probe.ts'
import { type Seal, sealOf } from '../../redaction.ts'
import { show } from './stale.ts'

/**
 * A stage succeeded when a second probe agrees, not when its commands exited 0. `answers` is what the host printed to
 * it; throws `step` with what is otherwise than wanted.
 */
export function refuseUnproved(session: Session, host: string, wants: readonly Want[], answers: string): void {
  const after = readSurvey(
    answers,
    wants.map((want) => want.resource),
    host,
  )
  const seal = sealOf(session.knowledge(host))
  const wrong = wants.flatMap((want) => differenceOf(want, after, seal))
  if (wrong.length > 0)
    throw new EvenkeelError('step', `Not as described after the change:\n${wrong.join('\n')}`, { host })
}

function differenceOf(want: Want, after: Survey, seal: Seal): string[] {
  const { resource, to } = want
  const state = stateOf(readingOf(after, want))
  if (resource.holds(to, state)) return []
  const found = tellerOf(want, state).tell(state, seal)
  return [`${resource.id} is ${show(found)}, ${show(resource.tell(to, seal))} was wanted`]
}
