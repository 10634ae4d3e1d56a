import { EvenkeelError, EvenkeelErrors } from '../../engine/errors/error.ts'
import { errorAt, placed } from '../../engine/errors/source.ts'
import type { OpeningsContext, Role } from '../../roles/contract.ts'
import type { CompiledRole } from './compiled.ts'

/** Calls a function of a role. Adds the place where the playbook uses the role to whatever it throws. */
export function callRole<Result>(
  { found, place, title }: CompiledRole,
  { host }: OpeningsContext<unknown>,
  call: (role: Role<unknown>) => Result,
): Result {
  try {
    return call(found.role)
  } catch (cause) {
    if (cause instanceof EvenkeelErrors) throw new EvenkeelErrors(cause.errors.map((error) => placed(error, place)))
    if (cause instanceof EvenkeelError) throw placed(cause, place)
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    const code = found.isBuiltIn ? 'bug' : 'input'
    throw errorAt(place, `${title} fails: ${reason} (${found.file})`, { code, host: host.name, cause })
  }
}
