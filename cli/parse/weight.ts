import { EvenkeelError } from '../../engine/errors/error.ts'

/** HAProxy's limit, which is the lowest of all balancers. */
const MOST = 256

/** Reads the word of `evenkeel weight HOST N`. Throws `usage`. */
export function weightOf(written: string): number {
  const weight = /^\d{1,3}$/.test(written) ? Number(written) : undefined
  if (weight === 0)
    throw new EvenkeelError('usage', 'Cannot give the weight 0: evenkeel drain takes a server out, and waits for it.')
  if (weight !== undefined && weight <= MOST) return weight
  throw new EvenkeelError(
    'usage',
    `Cannot give the weight ${JSON.stringify(written)}: a whole number from 1 to ${MOST} is needed.`,
    {
      hint: 'HAProxy knows no greater one.',
    },
  )
}
