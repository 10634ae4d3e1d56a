import { EvenkeelError } from '../errors/error.ts'
import { printable } from '../printable.ts'
import { quote } from '../shell.ts'
import { NoCommonAlgorithm } from './algorithms.ts'
import { WRONG_PASSWORD } from './authentication.ts'
import { endpoint } from './endpoint.ts'
import { NoIdentification } from './greeting.ts'
import type { LoginSettings } from './settings.ts'

/** What was tried. */
export interface LoginTrace {
  /** Why it was refused, the most telling first. */
  readonly notes: readonly string[]
  /** The number of keys that could be offered. */
  readonly keys: number
}

/** Makes the error for a failed login. */
export function loginFailure(settings: LoginSettings, cause: unknown, trace: LoginTrace): EvenkeelError {
  if (cause instanceof EvenkeelError) return cause
  if (cause instanceof NoCommonAlgorithm) return algorithmFailure(settings, cause)
  const { name, host, port } = settings
  const message = messageOf(cause)
  if (isRefusal(cause, message)) return refusal(settings, cause, trace, message)
  return new EvenkeelError('unreachable', `Cannot reach ${name} at ${endpoint(host, port)}: ${message}`, {
    host: name,
    cause,
    hint: hintFor(settings, cause),
  })
}

/** How to go on without a host. */
export function withoutHost(name: string): string {
  return `To continue without this host, add --limit '!${name}'.`
}

function hintFor({ name, port }: LoginSettings, cause: unknown): string {
  if (!(cause instanceof NoIdentification)) return [remedyFor(port, cause), withoutHost(name)].filter(Boolean).join(' ')
  if (!cause.isDropped) return `Is ${port} the port of its sshd? ${withoutHost(name)}`
  return `Its sshd drops logins if there are many at a time (MaxStartups), or after failed ones (PerSourcePenalties). ${withoutHost(name)}`
}

const ADDRESS = 'The inventory names its address by `host`, and the ssh_config by HostName.'
const WAY = 'Is it on? If it is reached through another host, name that one by `jump` in the inventory.'

function remedyFor(port: number, cause: unknown): string | undefined {
  const remedies: Readonly<Record<string, string>> = {
    ECONNREFUSED: `Does sshd run there, and is ${port} its port? The inventory names another one by \`port\`.`,
    ENOTFOUND: ADDRESS,
    EAI_AGAIN: ADDRESS,
    EHOSTUNREACH: WAY,
    ENETUNREACH: WAY,
    ETIMEDOUT: WAY,
  }
  return cause instanceof Error && 'code' in cause ? remedies[String(cause.code)] : undefined
}

const TOO_MANY = /too many authentication failures/i

function isRefusal(cause: unknown, message: string): boolean {
  const level = cause instanceof Error && 'level' in cause ? cause.level : undefined
  return level === 'client-authentication' || TOO_MANY.test(message)
}

function refusal(settings: LoginSettings, cause: unknown, { notes, keys }: LoginTrace, message: string): EvenkeelError {
  const { name, host, port, user } = settings
  const isTooMany = TOO_MANY.test(message)
  const tooMany = `it ended the login after some of ${keys} keys (${printable(message)})`
  const why = [...(isTooMany ? [tooMany] : []), ...notes].join('; ') || 'it accepts no key and no password'
  const naming = isTooMany
    ? 'Name the right key: `identity_file` in the inventory, or IdentityFile with `IdentitiesOnly yes` in the ssh_config.'
    : `Try \`ssh -p ${port} ${quote(`${user}@${host}`)}\`; a key file is named by \`identity_file\` in the inventory or IdentityFile in the ssh_config.`
  const again = notes.includes(WRONG_PASSWORD) ? 'To be asked again, run the command once more. ' : ''
  return new EvenkeelError('authentication', `Cannot log in to ${name} as ${user}: ${printable(why)}`, {
    host: name,
    cause,
    hint: `${again}${naming}`,
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
      `Cannot reach ${name} at ${endpoint(host, port)} through ${jump}: ${messageOf(cause)}`,
      { host: name, hint: withoutHost(name), cause },
    )
  const message = `Cannot reach ${name} through ${jump}: ${cause.message}`
  // A run can leave this host out, but not the one that it is reached through.
  const hint = cause.hint?.replace(withoutHost(cause.host ?? ''), withoutHost(name))
  return new EvenkeelError(cause.code, message, { host: name, hint, cause })
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
