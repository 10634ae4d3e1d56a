import { type Check, checkOf, type Look, type LookResult, type Verdict } from '../../../engine/check.ts'
import { type Sh, sh, shFile } from '../../../engine/shell.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { endpoint, isVersion6 } from '../../kit/addresses.ts'
import { fileOf } from '../certificates.ts'
import { ownSections } from '../own/lines.ts'
import { frontsOf } from '../proxies.ts'
import { type Place, placesOf } from '../requests/entries.ts'
import { lastLine } from '../requests/request.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { type CertificateFacts, certificateFacts } from './certificate-facts.ts'

/** A certificate at a place, as checks see it. */
interface Served {
  readonly name: string
  readonly facts: CertificateFacts
  /** Where hosts have it; undefined where one of several files is served, or the controller knows the fingerprint. */
  readonly file: string | undefined
}

/** A client that sends a name of a certificate gets this certificate, as it is on disk now, with its chain. */
export function tlsChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  return tlsPlaces(context).flatMap(({ place, host }) =>
    servedAt(place, context.vars).flatMap((served, index) => {
      const name = nameFor(served, index === 0, place, host)
      return name === 'unknown' ? [] : [certificateCheck(served, name, place, context)]
    }),
  )
}

/** What is not asked: of several certificates on the hosts, nobody can say for which names they are. */
export function tlsRemarks(context: RoleContext<HaproxyVars>): readonly string[] {
  const silent = tlsPlaces(context).flatMap(({ place, host, section }) =>
    servedAt(place, context.vars)
      .filter((served, index) => nameFor(served, index === 0, place, host) === 'unknown')
      .map(({ name }) => `"${section}": the certificate ${name} is not looked at, as its host names are not known`),
  )
  return [...new Set(silent)]
}

interface TlsPlace {
  readonly section: string
  readonly place: Place
  /** The host name that requests of the section have. */
  readonly host: string | undefined
}

function tlsPlaces(context: RoleContext<HaproxyVars>): readonly TlsPlace[] {
  const { vars } = context
  const own = ownSections(vars).filter(({ kind }) => kind !== 'backend')
  const sections = [
    ...frontsOf(vars).map(({ name, verify }) => ({ name, verify })),
    ...own.map(({ name }) => ({ name, verify: vars.verify[name] })),
  ]
  return sections.flatMap(({ name, verify }) => {
    const host =
      verify === undefined || verify === false ? undefined : (verify.sni ?? verify.host)?.replace(/:\d+$/, '')
    return placesOf(name, context)
      .filter(({ tls }) => tls)
      .map((place) => ({ section: name, place, host }))
  })
}

function servedAt({ ssl, files }: Place, { certificates }: HaproxyVars): readonly Served[] {
  const described = ssl.flatMap((name) => certificates.filter((one) => one.name === name))
  return [
    ...described.map((one): Served => {
      const facts = certificateFacts(one)
      return { name: one.name, facts, file: facts.fingerprint === undefined ? fileOf(one) : undefined }
    }),
    ...files.map((file): Served => {
      const facts = { name: undefined, fingerprint: undefined, chain: 1 }
      return { name: file, facts, file: file.startsWith('/') && !file.endsWith('/') ? file : undefined }
    }),
  ]
}

/** The name that a client sends; undefined for none, for which HAProxy serves the first certificate. */
function nameFor(
  { facts, file }: Served,
  isFirst: boolean,
  { named }: Place,
  host: string | undefined,
): string | undefined | 'unknown' {
  if (facts.name !== undefined) return facts.name
  if (facts.fingerprint === undefined && file === undefined && host !== undefined) return host
  if (!named && isFirst) return undefined
  return isFirst && host !== undefined ? host : 'unknown'
}

function certificateCheck(
  { name, facts, file }: Served,
  sent: string | undefined,
  { address, port, countedHosts, titlePrefix }: Place,
  { host, clients }: RoleContext<HaproxyVars>,
): Check {
  // Each host has its own file: a virtual address serves the holder's.
  const files = file === undefined ? [] : countedHosts.map((one) => fileLook(one, file))
  const expected = { ...facts, name: sent }
  const run = readServed(address, port, sent)
  const askers = [...clients.filter((one) => one.facts !== undefined).slice(0, 1), host]
  return checkOf({
    title: `${titlePrefix}${endpoint(address, port)} serves the certificate ${name}`,
    advice: 'Look whether HAProxy could reload, whether the certificate has ended, and whether it has its chain.',
    expects: expected,
    looks: { files, served: askers.map(({ name: from }) => ({ from, run })) },
    within: 10,
    judge: (results) => judgeCertificate(expected, results),
  })
}

/** A folder has no fingerprint. */
function fileLook({ name }: HostView, file: string): Look {
  return { from: name, run: sh`[ -d ${file} ] || openssl x509 -in ${file} -noout -fingerprint -sha256` }
}

const SERVED = shFile(new URL('./served.sh', import.meta.url))

/** Prints chain length, fingerprint and faults of the certificate that a client gets if it sends `name`. */
function readServed(address: string, port: number, name: string | undefined): Sh {
  const at = isVersion6(address) ? `[${address}]:${port}` : `${address}:${port}`
  return sh`${SERVED}\nread_served ${name === undefined ? [at] : [at, name]}`
}

interface CertificateResults {
  /** The fingerprints of the hosts' files; empty if the controller knows the fingerprint. */
  readonly files: readonly LookResult[]
  /** The certificate that each place got from HAProxy. */
  readonly served: readonly LookResult[]
}

/** Ignores places without openssl, but fails if no place has it. */
export function judgeCertificate(facts: CertificateFacts, { files, served }: CertificateResults): Verdict {
  const unread = files.find(({ status }) => status !== 0)
  if (unread !== undefined) return { holds: false, saw: `${unread.from}: ${lastLine(unread)}` }
  const expected = [facts.fingerprint, ...files.map(({ output }) => fingerprintIn(output))].filter(
    (one) => one !== undefined,
  )
  const withOpenssl = served.filter(({ status }) => status !== 127)
  const verdicts = withOpenssl.map((one) => judgeServed(facts, expected, one))
  if (verdicts.length === 0)
    return { holds: false, saw: served.map((one) => `${one.from}: ${lastLine(one)}`).join('; ') }
  return { holds: verdicts.every(({ holds }) => holds), saw: verdicts.map(({ saw }) => saw).join('; ') }
}

function judgeServed(facts: CertificateFacts, expected: readonly string[], result: LookResult): Verdict {
  const { output, from, status } = result
  const fingerprint = fingerprintIn(output)
  if (status !== 0 || fingerprint === undefined) return { holds: false, saw: `${from}: ${lastLine(result)}` }
  const chain = Number(/^chain (\d+)$/m.exec(output)?.[1] ?? 0)
  const faults = [
    ...(expected.length > 0 && !expected.includes(fingerprint) ? ['not the certificate that is on disk'] : []),
    ...(/does NOT match/.test(output) ? [`it is not for ${facts.name}`] : []),
    ...(/^Certificate will expire/m.test(output) ? ['it has expired'] : []),
    ...(chain < facts.chain ? [`${chain} of its ${facts.chain} certificates`] : []),
  ]
  const expiry = /^notAfter=(.*)$/m.exec(output)?.[1] ?? 'an unknown date'
  const forName = facts.name === undefined ? '' : ` for ${facts.name}`
  return {
    holds: faults.length === 0,
    saw: `${from}: ${faults.join(', ') || `got it${forName}, valid until ${expiry}`}`,
  }
}

function fingerprintIn(output: string): string | undefined {
  return /^sha256 fingerprint=([0-9A-F:]+)$/im.exec(output)?.[1]
}
