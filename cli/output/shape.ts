import { z } from 'zod'

/** A schema for every key, the optional ones too: a key that is missing in a schema is an error of the compiler. */
export type Keys<Type> = Readonly<Record<keyof Type, z.ZodType>>

export const strings = z.array(z.string())
export const milliseconds = z.number().nonnegative().describe('Milliseconds.')
export const count = z.int().nonnegative()

/** The words of a union. One that is missing here is an error of the compiler. */
export function words<Word extends string>(all: Readonly<Record<Word, true>>): z.ZodType<Word> {
  return z.enum(Object.keys(all) as [Word, ...Word[]])
}
