import { EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { readingOf, redactorOf, stateOf } from '../../plan/change.ts'
import type { Want } from '../../plan/want.ts'
import { type HostReading, parseHostReading } from '../../probe.ts'
import { type DigestRedactor, digestRedactorOf } from '../../redaction.ts'
import { stateText } from './stale.ts'

/**
 * A stage succeeded if a second reading is as wanted; exit statuses are no proof. Throws `step` with the differences.
 *
 * @param answers what the second probe printed
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
  return [`${resource.id} is ${stateText(found)}, ${stateText(resource.redacted(to, redactDigest))} was wanted`]
}
