import { z } from 'zod'
import { Secret, Text } from '../../secrets.ts'

const CONTROL = /\p{Cc}/u

/** A password: a secret, or a text that then counts as one. Lengths are bytes. */
export function secretText(least: number, most: number) {
  return z
    .union(
      [z.string(), z.custom<Secret | Text>((value) => value instanceof Secret || value instanceof Text)],
      'must be text',
    )
    .transform((value) => (value instanceof Secret ? value : new Secret(revealed(value), 'a password')))
    .refine((secret) => lengthOf(secret) >= least, `must have at least ${least} characters`)
    .refine((secret) => lengthOf(secret) <= most, `must have at most ${most} characters`)
    .refine((secret) => !CONTROL.test(secret.reveal()), 'must not hold control characters')
}

function revealed(value: string | Text): string {
  return value instanceof Text ? value.reveal() : value
}

function lengthOf(secret: Secret): number {
  return Buffer.byteLength(secret.reveal())
}
