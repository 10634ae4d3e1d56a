import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { HostView } from '../../contract.ts'

/** A host variable that is a whole number; undefined if the host has none. Throws `input` for anything else. */
export function hostNumber(host: HostView, name: string, least: number, most: number): number | undefined {
  const value = host.variables[name]
  if (value === undefined || value === null) return undefined
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number
  throw new EvenkeelError(
    'input',
    `Cannot use the variable "${name}" of ${host.name}: it is ${JSON.stringify(value)}, a whole number from ${least} to ${most} is needed`,
  )
}
