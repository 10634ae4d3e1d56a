import type { LookResult } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'

/** An HTTP request. */
export interface Request {
  /** Such as `http://10.0.0.100:80/`. Its certificate is not verified. */
  readonly url: string
  /** The Host header, if it differs from the URL's host. */
  readonly host?: string | undefined
}

/** Makes one request and prints the status of its answer. Uses curl, wget or BusyBox, whichever the host has. */
export function ask(request: Request): Sh {
  return sh`${askFunction(request)}
ask`
}

/**
 * Makes requests one after the other, each over its own connection, and prints how many were answered. Stops after
 * three failures.
 */
export function askTimes(count: number, request: Request): Sh {
  return sh`${askFunction(request)}
${repeated(count)}`
}

function repeated(count: number): Sh {
  return sh`asked=0 failed=0
while [ "$asked" -lt ${count} ] && [ "$failed" -lt 3 ]; do
  asked=$((asked + 1))
  ask >/dev/null || failed=$((failed + 1))
done
echo "$((asked - failed)) of $asked requests were answered"
[ "$failed" -eq 0 ]`
}

/** Defines the shell function `ask`. */
function askFunction({ url, host }: Request): Sh {
  const header = host === undefined ? sh`` : sh`${['-H', `Host: ${host}`]}`
  const longHeader = host === undefined ? sh`` : sh`${['--header', `Host: ${host}`]}`
  return sh`unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
status_of() { sed -n 's|^ *HTTP/[0-9.]* \\([0-9][0-9]*\\).*|\\1|p' | tail -n 1 | grep .; }
if command -v curl >/dev/null 2>&1; then
  ask() { curl -sS -k -o /dev/null --max-time 4 -w '%{http_code}\\n' ${header} ${url}; }
elif command -v wget >/dev/null 2>&1; then
  ask() { wget -S -t 1 -T 4 -O /dev/null --no-check-certificate ${longHeader} ${url} 2>&1 | status_of; }
elif command -v busybox >/dev/null 2>&1; then
  ask() { busybox wget -S -T 4 -O /dev/null ${longHeader} ${url} 2>&1 | status_of; }
else
  echo 'neither curl nor wget is installed'
  exit 127
fi`
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
  return sh`if command -v bash >/dev/null 2>&1; then
  ask() { timeout 4 bash -c 'exec 3<>"/dev/tcp/$0/$1"' ${address} ${port}; }
elif command -v nc >/dev/null 2>&1; then
  ask() { nc -z -w 4 ${address} ${port}; }
else
  echo 'neither bash nor nc is installed'
  exit 127
fi
${repeated(count)}`
}
