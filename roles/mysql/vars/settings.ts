import { z } from 'zod'
import { OWNED, REFUSED } from '../legacy/settings.ts'

const value = z.union([
  z.string().regex(/^[^\p{Cc}#;]*$/u, 'one line without "#" and ";" is needed'),
  z.number(),
  z.boolean(),
])

/** Further settings of the server. Those that the role writes are errors, and so are those that break replication. */
export const settings = z.record(z.string(), value).superRefine((written, context) => {
  for (const name of Object.keys(written)) {
    const plain = plainName(name)
    const advice = REFUSED[plain] ?? OWNED[plain]
    const message = advice ?? (/^[a-z][a-z0-9_.]*$/.test(plain) ? undefined : 'the name of a setting is needed')
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message })
  }
})

/** Option files allow `-` for `_`, and the prefix `loose`, which skips unknown settings. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/^loose_/, '')
}
