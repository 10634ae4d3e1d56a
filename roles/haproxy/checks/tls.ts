import { type Check, checkOf, type Look, type LookResult, type Verdict } from '../../../engine/check.ts'
import { type Sh, sh, shFile } from '../../../engine/shell.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { endpoint, isVersion6 } from '../../kit/addresses.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import type { CertificateVars } from '../../kit/certificates/vars.ts'
import { CERTIFICATES } from '../places.ts'
import { frontsOf } from '../proxies.ts'
import { type Entry, entriesOf } from '../requests/entries.ts'
import { lastLine } from '../requests/request.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { type CertificateFacts, certificateFacts } from './certificate-facts.ts'

/** A client that sends a name of a certificate gets this certificate, as it is on disk now, with its chain. */
export function tlsChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  const { vars } = context
  return frontsOf(vars).flatMap((front) =>
    entriesOf(front, context)
      .filter(({ tls }) => tls)
      .flatMap((entry) =>
        certificatesAt(entry, vars).map((certificate, index) =>
          certificateCheck(certificate, index === 0, entry, context),
        ),
      ),
  )
}

function certificatesAt({ front, port, address }: Entry, { certificates }: HaproxyVars): readonly CertificateVars[] {
  const bind =
    front.binds.find((one) => one.port === port && one.address === address) ??
    front.binds.find((one) => one.port === port && one.ssl !== undefined)
  return (bind?.ssl ?? []).flatMap((name) => certificates.filter((one) => one.name === name))
}

function certificateCheck(
  certificate: CertificateVars,
  isFirst: boolean,
  { address, port, countedHosts, titlePrefix }: Entry,
  { host, clients }: RoleContext<HaproxyVars>,
): Check {
  const facts = certificateFacts(certificate)
  // Each host makes its own self-signed certificate: a virtual address serves the holder's.
  const files = facts.fingerprint === undefined ? countedHosts.map((one) => fileLook(one, certificate)) : []
  // HAProxy serves the first certificate to clients that send no name.
  const run = readServed(address, port, isFirst && facts.name === undefined ? undefined : facts.name)
  const askers = [...clients.filter((one) => one.facts !== undefined).slice(0, 1), host]
  return checkOf({
    title: `${titlePrefix}${endpoint(address, port)} serves the certificate ${certificate.name}`,
    advice: 'Look whether HAProxy could reload, whether the certificate has ended, and whether it has its chain.',
    expects: facts,
    looks: { files, served: askers.map(({ name }) => ({ from: name, run })) },
    within: 10,
    judge: (results) => judgeCertificate(facts, results),
  })
}

function fileLook({ name }: HostView, certificate: CertificateVars): Look {
  return { from: name, run: sh`openssl x509 -in ${pemPath(CERTIFICATES, certificate)} -noout -fingerprint -sha256` }
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
