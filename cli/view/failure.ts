import type { Difference } from '../../engine/errors/difference.ts'
import { type ErrorCode, EvenkeelError, EvenkeelErrors } from '../../engine/errors/error.ts'
import { hostList } from '../../engine/host-names.ts'
import { reasonOf } from '../../engine/unreachable.ts'
import type { Io } from '../io.ts'
import { clean, oneLine } from './clean.ts'
import { diffLines } from './diff.ts'
import { type Paint, paintFor } from './paint.ts'
import { withInventory } from './with-inventory.ts'

export interface FailureOptions {
  readonly json: boolean
  /** Prints the causes, too. */
  readonly verbose: boolean
  /** Added to the commands that hints name. */
  readonly inventory?: string | undefined
}

/** Prints an error on standard error; with `--json` also as one object on standard output. */
export function printFailure(error: unknown, io: Io, options: FailureOptions): void {
  if (options.json) io.stdout.write(`${JSON.stringify(clean(failureData(error, options.inventory)))}\n`)
  io.stderr.write(failureText(error, paintFor(io.stderr, io.env), options.verbose, options.inventory))
}

/** One error, as `--json` prints it. */
export interface FailureEntry {
  readonly code: ErrorCode
  readonly message: string
  readonly where?: { readonly file: string; readonly line: number; readonly column: number } | undefined
  readonly host?: string | undefined
  /** The differences on the host, if there are any. */
  readonly differences?: readonly Difference[] | undefined
  readonly hint?: string | undefined
}

export function failureData(
  error: unknown,
  inventory?: string,
): { readonly type: 'failure'; readonly errors: readonly FailureEntry[] } {
  const errors = errorsOf(error).map((one) => {
    const { code, message, where, host } = one
    const differences = one.differences.length === 0 ? undefined : one.differences
    return { code, message, where, host, differences, hint: hintOf(one, inventory) }
  })
  return { type: 'failure', errors }
}

function hintOf({ hint }: EvenkeelError, inventory: string | undefined): string | undefined {
  return hint === undefined ? undefined : withInventory(hint, inventory)
}

/**
 * Each error with its place, excerpt and hint; a blank line between errors. Hosts that fail in the same way share one: of
 * fifty that cannot be reached, the reason is shown once.
 */
export function failureText(error: unknown, paint: Paint, verbose: boolean, inventory?: string): string {
  const groups = Map.groupBy(errorsOf(error), (one) => (one.host === undefined ? one : reasonKey(one, one.host)))
  const blocks = [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const hosts = others.flatMap(({ host }) => host ?? [])
    const same = hosts.length === 0 ? [] : [`  the same on ${clean(hostList(hosts))}`]
    return [[...errorLines(first, paint, verbose, inventory), ...same].join('\n')]
  })
  return `${blocks.join('\n\n')}\n`
}

/** Equal for errors that differ only in their host. */
function reasonKey({ code, message, differences }: EvenkeelError, host: string): string {
  return JSON.stringify([code, reasonOf(host, message), differences])
}

function errorsOf(error: unknown): readonly EvenkeelError[] {
  if (error instanceof EvenkeelErrors) return error.errors
  return [error instanceof EvenkeelError ? error : unexpected(error)]
}

function unexpected(error: unknown): EvenkeelError {
  const reason = error instanceof Error ? error.message : String(error)
  return new EvenkeelError('bug', `evenkeel failed unexpectedly: ${reason}`, {
    hint: 'This is a defect of evenkeel. Please report it with the command line and what -v adds here.',
    cause: error,
  })
}

function errorLines(error: EvenkeelError, paint: Paint, verbose: boolean, inventory: string | undefined): string[] {
  const { message, where, excerpt, host, differences, hint } = clean({
    ...error,
    message: error.message,
    hint: hintOf(error, inventory),
  })
  const place = where === undefined ? '' : `${where.file}:${where.line}:${where.column}: `
  const [first = '', ...more] = message.split('\n')
  const subject = host === undefined || first.includes(host) ? '' : `${host}: `
  return [
    `${paint('red', '✗')} ${place}${paint('bold', subject + first)}`,
    ...indented(more.join('\n')),
    ...differences.flatMap((one) => differenceLines(one, paint)).map((line) => `  ${line}`),
    ...indented(excerpt),
    ...indented(hint).map((line) => paint('cyan', line)),
    ...(verbose ? causeLines(error) : []).map((line) => paint('dim', line)),
  ]
}

function differenceLines({ kind, name, expected, found }: Difference, paint: Paint): string[] {
  const action = expected.length === 0 ? '+' : found.length === 0 ? '-' : '~'
  return [`${action} ${kind} ${oneLine(name)}`, ...diffLines(expected, found, paint).map((line) => `    ${line}`)]
}

function indented(block: string | undefined): string[] {
  if (block === undefined || block === '') return []
  return block
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => `  ${line}`)
}

function causeLines(error: EvenkeelError): string[] {
  const printed: string[] = []
  for (let cause = error.cause; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined) {
    // A stack helps only if evenkeel itself is at fault.
    const words = cause instanceof Error ? (error.code === 'bug' ? cause.stack : cause.message) : String(cause)
    printed.push(...indented(`because: ${clean(words ?? '')}`))
  }
  return printed
}
