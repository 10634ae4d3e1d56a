import { EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { readingOf, redactorOf, stateOf } from '../../plan/change.ts'
import type { Want } from '../../plan/want.ts'
import { type HostReading, parseHostReading } from '../../probe.ts'
import { type DigestRedactor, digestRedactorOf } from '../../redaction.ts'
import { show } from './stale.ts'

/**
 * A stage succeeded when a second probe agrees, not when its commands exited 0. `answers` is what the host printed to
 * it; throws `step` with what is otherwise than wanted.
 */
export function refuseUnproved(pool: HostPool, host: string, wants: readonly Want[], answers: string): void {
  const after = parseHostReading(
    answers,
    wants.map((want) => want.resource),
    host,
  )
  const redactDigest = digestRedactorOf(pool.profile(host))
  const wrong = wants.flatMap((want) => differenceOf(want, after, redactDigest))
  if (wrong.length > 0)
    throw new EvenkeelError('step', `Not as described after the change:\n${wrong.join('\n')}`, { host })
}

function differenceOf(want: Want, after: HostReading, redactDigest: DigestRedactor): string[] {
  const { resource, to } = want
  const state = stateOf(readingOf(after, want))
  if (resource.holds(to, state)) return []
  const found = redactorOf(want, state).redacted(state, redactDigest)
  return [`${resource.id} is ${show(found)}, ${show(resource.redacted(to, redactDigest))} was wanted`]
}
