import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { masked } from '../engine/secrets/masked.ts'
import { Secret } from '../engine/secrets.ts'

/** bytes */
const LARGEST_SECRET = 1_000_000

/** The sources of secrets: the word before the colon in `${env:NAME}`, `${file:PATH}` and `${command:LINE}`. */
export const SECRET_SOURCES = ['env', 'file', 'command'] as const

/**
 * Reads a secret from the controller's environment, from a file (relative to `folder`; `~/` is the user's home), or from
 * the output of a line of shell that runs in `folder`; one newline at its end is removed. Throws an `Error` with the
 * reason, without the value.
 */
export function readSecret(source: (typeof SECRET_SOURCES)[number], name: string, folder: string): Secret {
  const read = { env: fromEnvironment, file: fromFile, command: fromCommand }[source]
  return new Secret(read(name, folder), `${source}:${name}`)
}

function fromEnvironment(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`the environment variable ${name} is not set`)
  if (value === '') throw new Error(`the environment variable ${name} is empty`)
  return value
}

function fromFile(name: string, folder: string): string {
  const path = name.startsWith('~/') ? join(homedir(), name.slice(2)) : resolve(folder, name)
  return textOf(bytesOf(path), path)
}

/** milliseconds */
const DEADLINE = 60_000

/** Its standard error goes into the reason, its output never. */
function fromCommand(line: string, folder: string): string {
  const { status, signal, error, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE,
    killSignal: 'SIGKILL',
    maxBuffer: LARGEST_SECRET,
  })
  if (status === 0 && error === undefined) {
    const text = textOf(stdout, 'its output')
    if (text === '') throw new Error('it printed nothing')
    return text
  }
  const code = error !== undefined && 'code' in error ? error.code : undefined
  if (code === 'ETIMEDOUT') throw new Error(`it did not end within ${DEADLINE / 1000} s`)
  if (code === 'ENOBUFS') throw new Error('it printed more than 1 MB')
  if (code !== undefined) throw new Error(`it cannot be started: ${code}`)
  const printed = masked(stderr.toString('utf8').replace(UNPRINTABLE, '')).trim().slice(-LONGEST_ERRORS)
  const how = signal === null ? `with status ${status}` : `by ${signal}`
  throw new Error(`it ended ${how}${printed === '' ? '' : `: ${printed}`}`)
}

/** The maximum number of characters of a command's standard error that are shown. */
const LONGEST_ERRORS = 2000
/** Control characters except the newline. */
const UNPRINTABLE = /(?!\n)\p{Cc}/gu

function textOf(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new Error(`${what} is not UTF-8 text`, { cause })
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
