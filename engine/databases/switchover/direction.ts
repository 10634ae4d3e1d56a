import { EvenkeelError } from '../../errors/error.ts'
import type { PairOperation } from '../operation.ts'
import { type Direction, directionOf, type PairSide } from './obstacles.ts'

/** Asks both guards. Throws `check` if no server, or both, take writes. */
export async function readDirection(
  operation: PairOperation,
  wanted: string | undefined,
): Promise<Exclude<Direction, { readonly refusal: string }>> {
  const [first, second] = operation.pair.hosts
  const side = async (host: string): Promise<PairSide> => ({ host, state: await operation.guard(host).state() })
  const direction = directionOf(await Promise.all([side(first.name), side(second.name)]), wanted)
  if (!('refusal' in direction)) return direction
  throw new EvenkeelError('check', `Cannot move the writer: ${direction.refusal}`, { hint: direction.hint })
}
