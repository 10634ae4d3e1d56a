import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { Secret } from '../../../engine/secrets.ts'
import { isProgram } from '../../../inventory/executable.ts'
import type { Io } from '../../io.ts'
import type { Flags } from '../../parse/flags.ts'
import type { Ask } from './ask.ts'

/** milliseconds */
const DEADLINE = 60_000

/**
 * The password of Ansible's vault: from the file that a flag or Ansible's own variable names, else asked for. As with
 * Ansible, an executable file is a program that prints it. Throws `authentication`.
 */
export async function vaultPassword(flags: Flags, io: Io, ask: Ask): Promise<Secret> {
  const path = flags.vaultPasswordFile ?? (io.env.ANSIBLE_VAULT_PASSWORD_FILE || undefined)
  if (path === undefined) return await ask('Password of the vault')
  const password = (await contentOf(path)).trim()
  if (password === '') throw failed(path, 'it is empty')
  return new Secret(password, path)
}

async function contentOf(path: string): Promise<string> {
  try {
    if (!(await isProgram(path))) return await readFile(path, 'utf8')
    return (await promisify(execFile)(resolve(path), [], { timeout: DEADLINE })).stdout
  } catch (error) {
    // The message of a failed program could hold what it printed.
    throw failed(path, error instanceof Error && 'code' in error ? String(error.code) : 'the program failed')
  }
}

function failed(path: string, why: string): EvenkeelError {
  const hint =
    'Name another file by --vault-password-file, or by ANSIBLE_VAULT_PASSWORD_FILE; without one you are asked.'
  return new EvenkeelError('authentication', `Cannot read the password of the vault from ${path}: ${why}`, { hint })
}
