import { frontsOf, hasBinds } from '../proxies.ts'
import { bindWords } from '../raw.ts'
import type { Back, Front } from '../vars/proxy.ts'
import type { Redirect } from '../vars/rules.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { wordsOf } from '../words.ts'

/** What becomes of the port in the Host header when a redirect changes the scheme. */
export interface SchemeChange {
  /** The ports at which requests come, but for the scheme's own, which no Host header has. */
  readonly asked: readonly number[]
  /** The port of the other scheme; undefined for the scheme's own. */
  readonly port: number | undefined
  /** A Host header without a port gets the port, too. */
  readonly always: boolean
}

const OWN_PORT = { http: 80, https: 443 } as const

/** `redirect scheme` keeps the port of the Host header, at which the other scheme is not served. */
export function schemeChange(rule: Redirect, proxy: Front | Back, vars: HaproxyVars): SchemeChange {
  const scheme = rule.scheme ?? 'https'
  const [own, other] = scheme === 'https' ? [OWN_PORT.https, OWN_PORT.http] : [OWN_PORT.http, OWN_PORT.https]
  const binds = hasBinds(proxy) ? proxy.binds : []
  const everywhere = frontsOf(vars).flatMap((front) => front.binds)
  const portsOf = (all: Front['binds'], isTls: boolean) =>
    all.filter((bind) => hasTls(bind) === isTls).map(({ port }) => port)
  const served = [...portsOf(binds, scheme === 'https'), ...portsOf(everywhere, scheme === 'https')]
  const asked = [...new Set(portsOf(binds, scheme !== 'https'))]
  const wanted = rule.port ?? (served.includes(own) ? own : (served[0] ?? own))
  return {
    asked: asked.filter((port) => port !== other),
    port: wanted === own ? undefined : wanted,
    always: wanted !== own && (rule.port !== undefined || asked.includes(other)),
  }
}

export function hasTls({ ssl, extra }: Front['binds'][number]): boolean {
  return ssl !== undefined || bindWords(wordsOf(extra ?? '')).tls
}

/** The words after `redirect`. */
export function schemeWords(rule: Redirect, { asked, port, always }: SchemeChange): string {
  if (always) return `prefix ${rule.scheme}://%[req.hdr(host),host_only]:${port}`
  if (asked.length === 0) return `scheme ${rule.scheme}`
  const suffix = port === undefined ? '' : `:${port}`
  const changes = asked.map((one) => `,regsub(:${one}\\$,${suffix})`)
  return `prefix "${rule.scheme}://%[req.hdr(host)${changes.join('')}]"`
}

/** The Host header as the redirect's location has it. */
export function changedHost(host: string, { asked, port, always }: SchemeChange): string {
  const suffix = port === undefined ? '' : `:${port}`
  if (always) return `${host.replace(/:\d+$/, '')}${suffix}`
  return asked.reduce(
    (name, one) => (name.endsWith(`:${one}`) ? `${name.slice(0, -`:${one}`.length)}${suffix}` : name),
    host,
  )
}
