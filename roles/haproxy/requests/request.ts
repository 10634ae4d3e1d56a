import type { LookResult } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'
import { endpoint, isVersion6 } from '../../kit/addresses.ts'
import type { Example } from '../vars/acl-kinds.ts'

/** A request to an address; the names in `example` are not resolved. */
export interface Request {
  readonly scheme: 'http' | 'https'
  readonly address: string
  readonly port: number
  readonly example: Example
}

/** Asks once, and prints the status of the answer. */
export function askStatus(request: Request): Sh {
  return sh`${defineAsk(request)}
ask -o /dev/null -w ${'%{http_code}\n'}`
}

/** Asks once, and prints the answer's status line and headers. */
export function askHeaders(request: Request): Sh {
  return sh`${defineAsk(request)}
ask -o /dev/null -D -`
}

/** Asks once, and prints the answer's body. */
export function askText(request: Request): Sh {
  return sh`${defineAsk(request)}
ask`
}

/** Makes requests one after the other, each over its own connection, and prints how many were answered. */
export function askOften(count: number, request: Request): Sh {
  return sh`${defineAsk(request)}
${repeated(count, sh`ask`)}`
}

/** Asks once for a cookie, prints it, and then makes `count` requests with it. */
export function askWithCookie(count: number, name: string, request: Request): Sh {
  const set = `s/^[Ss][Ee][Tt]-[Cc][Oo][Oo][Kk][Ii][Ee]: *\\(${name.replaceAll(/[.*^$[\]/\\]/g, '\\$&')}=[^;[:space:]]*\\).*/\\1/p`
  return sh`${defineAsk(request)}
cookie=$(ask -o /dev/null -D - | sed -n ${set} | tail -n 1)
if [ -z "$cookie" ]; then
  echo ${`the answer sets no cookie ${name}`}
  exit 1
fi
echo "cookie $cookie"
${repeated(count, sh`ask -H "Cookie: $cookie"`)}`
}

/** Makes TLS handshakes one after the other, and hangs up: this needs no knowledge of the protocol inside TLS. */
export function greetOften(count: number, { address, port, example }: Request): Sh {
  const name = example.sni ?? example.host
  const sni = name === undefined ? ['-noservername'] : ['-servername', name]
  return sh`if ! command -v openssl >/dev/null 2>&1; then
  echo 'openssl is not installed'
  exit 127
fi
answered() {
  openssl s_client -connect ${endpoint(address, port)} ${sni} </dev/null 2>/dev/null | grep -q 'BEGIN CERTIFICATE'
}
${counted(count)}`
}

/** A server may answer 404 to an example request; HAProxy itself answers 502 to 504 if it reaches no server. */
function repeated(count: number, ask: Sh): Sh {
  return sh`answered() {
  code=$(${ask} -o /dev/null -w ${'%{http_code}'}) || return 1
  case $code in 50[234]) return 1 ;; esac
}
${counted(count)}`
}

function counted(count: number): Sh {
  return sh`asked=0 failed=0
while [ "$asked" -lt ${count} ] && [ "$failed" -lt 3 ]; do
  asked=$((asked + 1))
  answered || failed=$((failed + 1))
done
echo "$((asked - failed)) of $asked requests were answered"
[ "$failed" -eq 0 ]`
}

/** Defines the shell function `ask`. It verifies no certificates. curl sends the URL's name in the TLS ClientHello. */
function defineAsk({ scheme, address, port, example }: Request): Sh {
  const { path, method = 'GET', headers = {} } = example
  const name = example.sni ?? example.host?.replace(/:\d+$/, '')
  const url = `${scheme}://${name === undefined ? endpoint(address, port) : `${name}:${port}`}${path}`
  const words = [
    ...['-sS', '-k', '--max-time', '5', '-g'],
    ...(method === 'HEAD' ? ['-I'] : ['-X', method]),
    ...(name === undefined ? [] : ['--resolve', `${name}:${port}:${isVersion6(address) ? `[${address}]` : address}`]),
    ...(example.host === undefined ? [] : ['-H', `Host: ${example.host}`]),
    ...Object.entries(headers).flatMap(([key, value]) => ['-H', `${key}: ${value}`]),
  ]
  return sh`unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
if ! command -v curl >/dev/null 2>&1; then
  echo 'curl is not installed'
  exit 127
fi
ask() { curl ${words} "$@" ${url}; }`
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
