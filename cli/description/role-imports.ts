import { registerHooks } from 'node:module'
import { extname } from 'node:path'

/** `.ts` for the sources, `.js` in the published package. */
export const SOURCE_EXTENSION = extname(import.meta.filename)

const API = new URL(`../../roles/api${SOURCE_EXTENSION}`, import.meta.url).href

let registered = false

/**
 * Lets a user's role import `evenkeel` and `zod` from any folder, also without node_modules. It always gets this
 * program's copies: a schema or a secret of another copy would not be recognized here.
 */
export function provideRoleImports(): void {
  if (registered) return
  registered = true
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'evenkeel') return { url: API, shortCircuit: true }
      const isZod = specifier === 'zod' || specifier.startsWith('zod/')
      return next(specifier, isZod ? { ...context, parentURL: import.meta.url } : context)
    },
  })
}
