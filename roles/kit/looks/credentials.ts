import { Secret } from '../../../engine/secrets.ts'
import { shFile } from '../../../engine/shell.ts'
import type { Credentials } from '../verify/vars.ts'

const FILE = new URL('./credentials.sh', import.meta.url)

/** Defines the shell functions `credentialed` and `has_secrets`, which read {@link secretsOf}. */
export const CREDENTIALED = shFile(FILE)

/** The secrets of a look that makes a request; undefined if the request has none. */
export function secretsOf({
  headers = {},
  client_certificate: certificate,
}: Partial<Credentials>): Readonly<Record<string, Secret>> | undefined {
  const secret = Object.entries(headers).filter((entry): entry is [string, Secret] => entry[1] instanceof Secret)
  if (secret.length === 0 && certificate === undefined) return undefined
  const lines = secret.map(([name, value]) => `header = "${escaped(`${name}: ${value.reveal()}`)}"`)
  return {
    ...(lines.length === 0 ? {} : { secret_headers: new Secret(lines.join('\n'), 'verify') }),
    ...(certificate === undefined ? {} : { client_certificate: certificate }),
  }
}

/** The headers that anybody may see, as `Name: value`. */
export function plainHeaders(headers: Credentials['headers'] = {}): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) => (value instanceof Secret ? [] : [`${name}: ${value}`]))
}

/** Text between double quotes in a configuration of curl. */
function escaped(text: string): string {
  return text.replaceAll(/[\\"]/g, '\\$&')
}
