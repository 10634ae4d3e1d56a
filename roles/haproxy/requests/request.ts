import type { Look, LookResult } from '../../../engine/check.ts'
import { type Sh, sh, shFile } from '../../../engine/shell.ts'
import { endpoint, isVersion6 } from '../../kit/addresses.ts'
import { CREDENTIALED, plainHeaders, secretsOf } from '../../kit/looks/credentials.ts'
import { REPEAT, repeat } from '../../kit/looks/http.ts'
import type { Example } from '../vars/acl-kinds.ts'

/** A request to an address; the names in `example` are not resolved. */
export interface Request {
  readonly scheme: 'http' | 'https'
  readonly address: string
  readonly port: number
  readonly example: Example
}

/** Makes requests, and the secrets that they need: both belong to one look. */
export interface Asking {
  readonly run: Sh
  readonly secrets: Look['secrets']
}

const REQUEST = sh`${CREDENTIALED}\n${shFile(new URL('./request.sh', import.meta.url))}`
const HANDSHAKE = shFile(new URL('./handshake.sh', import.meta.url))

/** Asks once, and prints the status of the answer. */
export function askStatus(request: Request): Asking {
  return asking(request, sh`${REQUEST}\nask_status ${optionsOf(request)}`)
}

function asking({ example }: Request, run: Sh): Asking {
  return { run, secrets: secretsOf(example) }
}

/** Asks once, and prints the answer's status line and headers. */
export function askHeaders(request: Request): Asking {
  return asking(request, sh`${REQUEST}\nask_headers ${optionsOf(request)}`)
}

/** Asks once, and prints the answer's body. */
export function askText(request: Request): Asking {
  return asking(request, sh`${REQUEST}\nask_text ${optionsOf(request)}`)
}

/** Makes requests one after the other, each over its own connection, and prints how many were answered. */
export function askOften(count: number, request: Request, status: readonly (number | string)[] = []): Asking {
  return asking(request, sh`${REQUEST}\n${repeat(count, sh`is_answered ${status.join(' ')} ${optionsOf(request)}`)}`)
}

/** Asks once for a cookie, prints it, and then makes `count` requests with it. */
export function askWithCookie(
  count: number,
  name: string,
  request: Request,
  status: readonly (number | string)[] = [],
): Asking {
  const set = `s/^[Ss][Ee][Tt]-[Cc][Oo][Oo][Kk][Ii][Ee]: *\\(${name.replaceAll(/[.*^$[\]/\\]/g, '\\$&')}=[^;[:space:]]*\\).*/\\1/p`
  const run = sh`${REQUEST}\n${REPEAT}\nask_with_cookie ${count} ${name} ${set} ${status.join(' ')} ${optionsOf(request)}`
  return asking(request, run)
}

/** Makes TLS handshakes one after the other, and hangs up: this needs no knowledge of the protocol inside TLS. */
export function greetOften(count: number, { address, port, example }: Request): Asking {
  const name = example.sni ?? example.host
  const sni = name === undefined ? ['-noservername'] : ['-servername', name]
  return {
    run: sh`${HANDSHAKE}\n${repeat(count, sh`is_greeted ${endpoint(address, port)} ${sni}`)}`,
    secrets: undefined,
  }
}

/** Options of curl. They verify no certificates. curl sends the URL's name in the TLS ClientHello. */
function optionsOf({ scheme, address, port, example }: Request): readonly string[] {
  const { path, method = 'GET', headers } = example
  const name = example.sni ?? example.host?.replace(/:\d+$/, '')
  return [
    ...['-sS', '-k', '--max-time', '5', '-g'],
    ...(method === 'HEAD' ? ['-I'] : ['-X', method]),
    ...(name === undefined ? [] : ['--resolve', `${name}:${port}:${isVersion6(address) ? `[${address}]` : address}`]),
    ...(example.host === undefined ? [] : ['-H', `Host: ${example.host}`]),
    ...plainHeaders(headers).flatMap((one) => ['-H', one]),
    `${scheme}://${name === undefined ? endpoint(address, port) : `${name}:${port}`}${path}`,
  ]
}

/** For check titles: `http://www.example.com/ at 10.0.0.100:80`. */
export function requestName({ scheme, address, port, example }: Request): string {
  const name = example.sni ?? example.host
  const method = example.method === undefined || example.method === 'GET' ? '' : `${example.method} `
  if (name === undefined) return `${method}${scheme}://${endpoint(address, port)}${example.path}`
  return `${method}${scheme}://${name}${example.path} at ${endpoint(address, port)}`
}

/** The last line of a failed look gives its reason. */
export function lastLine({ output }: LookResult): string {
  return output.trim().split('\n').at(-1)?.trim() || 'no answer'
}
