import type { LookResult } from '../../../engine/check.ts'
import { type Sh, sh, shFile } from '../../../engine/shell.ts'
import { endpoint } from '../addresses.ts'
import type { Verify } from '../verify/vars.ts'
import { CREDENTIALED, plainHeaders } from './credentials.ts'

/** An HTTP request. A look that makes it needs its `secretsOf`. */
export interface Request extends Partial<Pick<Verify, 'headers' | 'client_certificate'>> {
  /** Such as `http://10.0.0.100:80/`. Its certificate is not verified. */
  readonly url: string
  /** The Host header, if it differs from the URL's host. */
  readonly host?: string | undefined
}

const HTTP = sh`${CREDENTIALED}\n${shFile(new URL('./http.sh', import.meta.url))}`
const REPEAT_FILE = new URL('./repeat.sh', import.meta.url)

/** Defines the shell function `repeat`. */
export const REPEAT = shFile(REPEAT_FILE)
const CONNECT_FILE = new URL('./connect.sh', import.meta.url)

/** Defines the shell function `connect`. */
export const CONNECT = shFile(CONNECT_FILE)

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
 * three failures; a status that is not among `expected` is one, if there are any.
 */
export function askTimes(count: number, request: Request, expected: readonly (number | string)[] = []): Sh {
  return sh`${HTTP}\n${repeat(count, sh`ask_expecting ${expected.join(' ')} ${wordsOf(request)}`)}`
}

/** Runs a command that makes one request `count` times, and prints how many were answered. Stops after three failures. */
export function repeat(count: number, command: Sh): Sh {
  return sh`${REPEAT}\nrepeat ${count} ${command}`
}

function wordsOf({ url, host, headers, client_certificate: certificate }: Request): readonly string[] {
  const shown = plainHeaders(headers).flatMap((one) => ['--header', one])
  if (host === undefined) return [...shown, url]
  // A server that insists on a client's certificate may do so for one name only: the handshake must have it.
  if (certificate !== undefined) return [...shown, ...named(url, host)]
  return ['--header', `Host: ${host}`, ...shown, url]
}

/** The words of curl for a URL with a name that no resolver is asked for. */
function named(url: string, host: string): readonly string[] {
  const { protocol, hostname, port, pathname, search } = new URL(url)
  const at = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
  const name = host.replace(/:\d+$/, '')
  const address = hostname.replaceAll(/[[\]]/g, '')
  return [
    '--resolve',
    `${name}:${at}:${endpoint(address, at).slice(0, -`:${at}`.length)}`,
    `${protocol}//${name}:${at}${pathname}${search}`,
  ]
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
