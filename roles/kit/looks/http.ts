import type { LookResult } from '../../../engine/check.ts'
import { type Sh, sh, shFile } from '../../../engine/shell.ts'

/** An HTTP request. */
export interface Request {
  /** Such as `http://10.0.0.100:80/`. Its certificate is not verified. */
  readonly url: string
  /** The Host header, if it differs from the URL's host. */
  readonly host?: string | undefined
}

const HTTP = shFile(new URL('./http.sh', import.meta.url))
const REPEAT_FILE = new URL('./repeat.sh', import.meta.url)

/** Defines the shell function `repeat`. */
export const REPEAT = shFile(REPEAT_FILE)
const CONNECT = shFile(new URL('./connect.sh', import.meta.url))

/** Makes one request and prints the status of its answer. Uses curl, wget or BusyBox, whichever the host has. */
export function ask(request: Request): Sh {
  return sh`${HTTP}\nask_status ${wordsOf(request)}`
}

/** Makes one request, follows no redirect, and prints the answer's status line and headers. Uses curl or wget. */
export function askHeaders(request: Request): Sh {
  return sh`${HTTP}\nask_headers ${wordsOf(request)}`
}

/**
 * Makes requests one after the other, each over its own connection, and prints how many were answered. Stops after
 * three failures.
 */
export function askTimes(count: number, request: Request): Sh {
  return sh`${HTTP}\n${repeat(count, sh`ask_status ${wordsOf(request)}`)}`
}

/** Runs a command that makes one request `count` times, and prints how many were answered. Stops after three failures. */
export function repeat(count: number, command: Sh): Sh {
  return sh`${REPEAT}\nrepeat ${count} ${command}`
}

function wordsOf({ url, host }: Request): readonly string[] {
  return host === undefined ? [url] : [url, host]
}

/** The HTTP status that {@link ask} printed, or why there is none. */
export function answerOf({ status, output }: LookResult): { readonly status: number } | { readonly none: string } {
  const last = output.trim().split('\n').at(-1) ?? ''
  if (status === 0 && /^[1-9]\d\d$/.test(last)) return { status: Number(last) }
  const reason = output.split('\n').find((line) => /[^0\s]/.test(line))
  return { none: reason?.trim() ?? 'no answer' }
}

/** Opens and closes TCP connections one after the other, and prints the same as {@link askTimes}. */
export function connectTimes(count: number, address: string, port: number): Sh {
  return sh`${CONNECT}\n${repeat(count, sh`connect ${address} ${port}`)}`
}
