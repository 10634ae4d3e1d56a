import { execFile } from 'node:child_process'
import { open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { EvenkeelError } from '../engine/errors/error.ts'
import { decodeSource } from '../engine/errors/read-source.ts'
import type { Source } from '../engine/errors/source.ts'
import { masked } from '../engine/secrets/masked.ts'

/** milliseconds */
const DEADLINE = 15_000
/** bytes */
const LARGEST_OUTPUT = 5_000_000

/** The first bytes of programs: `#!`, ELF of Linux, Mach-O of macOS for one or several processors. */
const PROGRAM_HEADS = ['2321', '7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe']

/**
 * Whether a file can be run: it has the executable bit, and begins as a program does. On some file systems every file has
 * the bit, and a shell would run the lines of any text.
 */
export async function isProgram(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || !found.isFile() || (found.mode & 0o111) === 0) return false
  const head = await firstBytes(path)
  return PROGRAM_HEADS.some((one) => head.startsWith(one))
}

/** In hexadecimal; empty if the file cannot be read. */
async function firstBytes(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined)
  try {
    const { buffer, bytesRead } = (await file?.read(Buffer.alloc(4), 0, 4, 0)) ?? {
      buffer: Buffer.alloc(0),
      bytesRead: 0,
    }
    return buffer.subarray(0, bytesRead).toString('hex')
  } finally {
    await file?.close()
  }
}

/** Runs an executable inventory with `--list`; throws `input` if it fails, takes too long, or prints too much. */
export function runInventory(path: string, deadline = DEADLINE): Promise<Source> {
  return sourceFrom({ shown: `${path} --list`, program: resolve(path), words: ['--list'] }, {}, deadline)
}

/** A program that prints an inventory as JSON. */
export interface InventoryProgram {
  /** For messages. */
  readonly shown: string
  readonly program: string
  readonly words: readonly string[]
}

/**
 * Runs a program that prints an inventory. Throws as {@link runInventory} does; without the program, `cause` has the code
 * `ENOENT`.
 *
 * @param variables of the environment, besides those of this process
 * @param deadline in milliseconds
 */
export async function sourceFrom(
  { shown, program, words }: InventoryProgram,
  variables: Readonly<Record<string, string>>,
  deadline: number,
): Promise<Source> {
  const env = { ...process.env, ...variables }
  const options = {
    env,
    timeout: deadline,
    maxBuffer: LARGEST_OUTPUT,
    killSignal: 'SIGKILL',
    encoding: 'buffer',
  } as const
  try {
    const { stdout } = await promisify(execFile)(program, words, options)
    return decodeSource(shown, stdout, { literal: true })
  } catch (error) {
    if (error instanceof EvenkeelError) throw error
    throw new EvenkeelError('input', `Cannot read ${shown}: ${reasonOf(error, deadline)}`, { cause: error })
  }
}

function reasonOf(error: unknown, deadline: number): string {
  const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: Uint8Array }
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `it printed more than ${LARGEST_OUTPUT / 1_000_000} MB`
  if (killed) return `it did not end within ${deadline / 1000} s`
  const printed = new TextDecoder().decode(stderr ?? new Uint8Array()).replace(UNPRINTABLE, '')
  // Half a secret could not be recognized any more.
  const errors = masked(printed).trim().slice(-LONGEST_ERRORS)
  if (typeof code === 'number') return `it ended with status ${code}${errors === '' ? '' : `: ${errors}`}`
  return code === 'EACCES' || code === 'ENOENT' ? 'it cannot be started, check its first line' : String(error)
}

/** The maximum number of characters of its standard error that are shown. */
const LONGEST_ERRORS = 2000
/** Control characters except the newline. */
const UNPRINTABLE = /(?!\n)\p{Cc}/gu
