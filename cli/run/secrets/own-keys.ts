import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { systemReason } from '../../../engine/errors/system-reason.ts'
import { newAgeKey, recipientOfAgeKey } from '../../../inventory/secrets/age.ts'
import type { Io } from '../../io.ts'
import type { Flags } from '../../parse/flags.ts'
import type { Ask } from './ask.ts'
import { keysIn, type OwnKey } from './identity-file.ts'

/** The file that the operator names: `--identity`, else EVENKEEL_IDENTITY. Throws `usage` for a key instead of a path. */
export function namedKeyFile(flags: Flags, io: Io): string | undefined {
  const named = flags.identity ?? (io.env.EVENKEEL_IDENTITY || undefined)
  if (named === undefined || !/^\s*AGE-SECRET-KEY-/i.test(named)) return named
  throw new EvenkeelError(
    'usage',
    'The path of a file is needed as identity: it is a key, which others could read there',
    { hint: 'Write the key into a file that only you can read, and name that file.' },
  )
}

/** Where evenkeel keeps its own key. */
export function defaultKeyFile(io: Io): string {
  return join(io.env.XDG_CONFIG_HOME || join(homeOf(io), '.config'), 'evenkeel', 'identity')
}

/**
 * The files whose keys are tried on a store: the named one; else evenkeel's own, and ~/.ssh/id_ed25519 if the store is
 * encrypted to it.
 */
export async function keyFiles(recipients: readonly string[], flags: Flags, io: Io): Promise<readonly string[]> {
  const named = namedKeyFile(flags, io)
  if (named !== undefined) return [named]
  const ssh = join(homeOf(io), '.ssh', 'id_ed25519')
  const publicKey = await readFile(`${ssh}.pub`, 'utf8').catch(() => '')
  const [type, base64] = publicKey.split(/\s+/)
  const isRecipient = base64 !== undefined && recipients.some((one) => one.startsWith(`${type} ${base64}`))
  const own = defaultKeyFile(io)
  return [...((await exists(own)) ? [own] : []), ...(isRecipient && (await exists(ssh)) ? [ssh] : [])]
}

/** The operator's keys for a new store; makes one if there is none yet. */
export async function keysForNewStore(flags: Flags, io: Io, ask: Ask): Promise<readonly OwnKey[]> {
  const path = namedKeyFile(flags, io) ?? defaultKeyFile(io)
  if (flags.identity === undefined && path === defaultKeyFile(io) && !(await exists(path)))
    return [await newKey(path, io)]
  return await keysIn(path, ask)
}

async function newKey(path: string, io: Io): Promise<OwnKey> {
  const key = await newAgeKey()
  const recipient = (await recipientOfAgeKey(key)) ?? ''
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, `# public key: ${recipient}\n${key}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    const hint = 'Set HOME or XDG_CONFIG_HOME to a folder that you may write to, or name your own key by --identity.'
    throw new EvenkeelError('authentication', `Cannot store a new key in ${path}: ${systemReason(cause, 'writing')}`, {
      cause,
      hint,
    })
  }
  io.stderr.write(`A new key is in ${path}. Keep a copy of it elsewhere: without a key the secrets are lost.\n`)
  return { identity: key, recipient }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

function homeOf(io: Io): string {
  return io.env.HOME || homedir()
}
