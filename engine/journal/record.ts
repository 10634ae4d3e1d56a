import type { z } from 'zod'
import { EvenkeelError } from '../errors/error.ts'

/** Reads one JSON record that a host keeps; `which` stands after "the record". Throws `unsupported` where it is none. */
export function readRecord<Value>(content: string, schema: z.ZodType<Value>, which: string, host: string): Value {
  try {
    return schema.parse(JSON.parse(content))
  } catch (cause) {
    throw new EvenkeelError('unsupported', `Cannot read the record ${which} in /var/lib/evenkeel on ${host}`, {
      host,
      hint: 'It was written by another version of evenkeel, or changed by hand. Nothing was changed.',
      cause,
    })
  }
}
