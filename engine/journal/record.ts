import type { z } from 'zod'
import { EvenkeelError } from '../errors/error.ts'

/** Parses one JSON record of a host; `which` names it in the error. Throws `unsupported` if it is not valid. */
export function readRecord<Value>(content: string, schema: z.ZodType<Value>, which: string, host: string): Value {
  try {
    return schema.parse(JSON.parse(content))
  } catch (cause) {
    throw new EvenkeelError('unsupported', `Cannot read the record ${which} in /var/lib/evenkeel on ${host}`, {
      host,
      hint: 'Another version of evenkeel wrote the record, or somebody edited it. Nothing was changed.',
      cause,
    })
  }
}
