import { type ErrorCode, EvenkeelError } from '../errors/error.ts'
import { printable } from '../printable.ts'
import { quote } from '../shell.ts'
import { NoCommonAlgorithm } from './algorithms.ts'
import type { LoginSettings } from './settings.ts'

/** Makes the error for a failed login. */
export function loginFailure(settings: LoginSettings, cause: unknown, notes: readonly string[]): EvenkeelError {
  if (cause instanceof EvenkeelError) return cause
  if (cause instanceof NoCommonAlgorithm) return algorithmFailure(settings, cause)
  const { name, host, port, user } = settings
  const message = messageOf(cause)
  const code = codeOf(cause, message)
  const details = { host: name, cause }
  if (code === 'authentication') {
    const why = notes.length > 0 ? notes.join('; ') : 'the host accepted no key and no password'
    return new EvenkeelError(code, `Cannot log in to ${name} as ${user}: ${printable(why)}`, {
      ...details,
      hint: `Try \`ssh -p ${port} ${quote(`${user}@${host}`)}\`; a key file is named by \`identity_file\` in the inventory or IdentityFile in the ssh_config.`,
    })
  }
  return new EvenkeelError(code, `Cannot reach ${name} at ${host}:${port}: ${message}`, {
    ...details,
    hint: `To continue without this host, add --limit '!${name}'.`,
  })
}

function algorithmFailure({ name }: LoginSettings, cause: NoCommonAlgorithm): EvenkeelError {
  const { kind, keyword, host, own } = cause
  const [theirs, ours] = [printable(host.join(', ')) || 'none', own.join(', ')]
  const message = `Cannot log in to ${name}: it offers no ${kind} that evenkeel has. It offers ${theirs}; evenkeel has ${ours}`
  return new EvenkeelError('unsupported', message, {
    host: name,
    cause,
    hint: `Allow one of them on the host: ${keyword} in its sshd_config.`,
  })
}

/** Makes the error for a host whose jump host failed, or cannot reach it. */
export function jumpFailure({ name, host, port }: LoginSettings, jump: string, cause: unknown): EvenkeelError {
  if (!(cause instanceof EvenkeelError))
    return new EvenkeelError(
      'unreachable',
      `Cannot reach ${name} at ${host}:${port} through ${jump}: ${messageOf(cause)}`,
      { host: name, cause },
    )
  const message = `Cannot reach ${name} through ${jump}: ${cause.message}`
  return new EvenkeelError(cause.code, message, { host: name, hint: cause.hint, cause })
}

const SYSTEM: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'there is no route to it, or it is down',
  ENETUNREACH: 'there is no route to its network',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'no name server answers',
  ECONNRESET: 'it reset the connection',
  ETIMEDOUT: 'it does not answer',
}

function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return printable(String(cause))
  const known = 'code' in cause ? SYSTEM[String(cause.code)] : undefined
  return known === undefined ? printable(cause.message) : `${known} (${printable(cause.message)})`
}

function codeOf(cause: unknown, message: string): ErrorCode {
  const level = cause instanceof Error && 'level' in cause ? cause.level : undefined
  if (level === 'client-authentication' || /authentication failures/i.test(message)) return 'authentication'
  return 'unreachable'
}
