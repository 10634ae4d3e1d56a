import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { Secret } from '../engine/secrets.ts'

/** bytes */
const LARGEST_SECRET = 1_000_000

/** The sources of secrets: the word before the colon in `${env:NAME}` and `${file:PATH}`. */
export const SECRET_SOURCES = ['env', 'file'] as const

/**
 * Reads a secret from the controller's environment or from a file (relative to `folder`; `~/` is the user's home; one
 * newline at its end is removed). Throws an `Error` with the reason, without the value.
 */
export function readSecret(source: (typeof SECRET_SOURCES)[number], name: string, folder: string): Secret {
  return new Secret(source === 'env' ? fromEnvironment(name) : fromFile(name, folder), `${source}:${name}`)
}

function fromEnvironment(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`the environment variable ${name} is not set`)
  if (value === '') throw new Error(`the environment variable ${name} is empty`)
  return value
}

function fromFile(name: string, folder: string): string {
  const path = name.startsWith('~/') ? join(homedir(), name.slice(2)) : resolve(folder, name)
  const bytes = bytesOf(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new Error(`${path} is not UTF-8 text`, { cause })
  }
}

function bytesOf(path: string): Uint8Array {
  try {
    const status = statSync(path)
    if (!status.isFile()) throw new Error(`${path} is not a file`)
    if (status.size === 0 || status.size > LARGEST_SECRET) throw new Error(`${path} is empty or larger than 1 MB`)
    return readFileSync(path)
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    if (missing) throw new Error(`there is no file ${path}`, { cause })
    throw cause
  }
}
