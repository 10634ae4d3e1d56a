import { type ErrorCode, EvenkeelError } from '../errors/error.ts'
import { printable } from './printable.ts'
import type { LoginSettings } from './settings.ts'

/** Tells in evenkeel's words why a login failed. */
export function loginFailure(settings: LoginSettings, cause: unknown, notes: readonly string[]): EvenkeelError {
  if (cause instanceof EvenkeelError) return cause
  const { name, host, port, user } = settings
  const message = cause instanceof Error ? printable(cause.message) : printable(String(cause))
  const code = codeOf(cause, message)
  const details = { host: name, cause }
  if (code === 'authentication') {
    const why = notes.length > 0 ? `; ${notes.join('; ')}` : ''
    return new EvenkeelError(code, `Cannot log in to ${name} as ${user}: none of the keys opens the door${why}`, {
      ...details,
      hint: `Try \`ssh -p ${port} ${user}@${host}\`; a key file is named by \`identity_file\` in the inventory or IdentityFile in the ssh_config.`,
    })
  }
  if (code === 'unsupported')
    return new EvenkeelError(
      code,
      `Cannot log in to ${name}: it offers only algorithms that are too weak (${message})`,
      details,
    )
  return new EvenkeelError(code, `Cannot reach ${name} at ${host}:${port}: ${message}`, {
    ...details,
    hint: `To go on without it, add --limit '!${name}'.`,
  })
}

function codeOf(cause: unknown, message: string): ErrorCode {
  const level = cause instanceof Error && 'level' in cause ? cause.level : undefined
  if (level === 'client-authentication' || /authentication failures/i.test(message)) return 'authentication'
  return /no matching/i.test(message) ? 'unsupported' : 'unreachable'
}
