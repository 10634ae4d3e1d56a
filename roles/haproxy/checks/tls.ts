import type { Check, Look, LookResult, Verdict } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'
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

/** Every certificate is what clients get who name one of its names: the one that lies there now, with its chain. */
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
  { address, port, counted, whose }: Entry,
  { host, clients }: RoleContext<HaproxyVars>,
): Check {
  const facts = certificateFacts(certificate)
  // Hosts make their own: a virtual address serves that of its holder.
  const files = facts.fingerprint === undefined ? counted.map((one) => fileLook(one, certificate)) : []
  // Who names nobody gets the first one.
  const run = served(address, port, isFirst && facts.name === undefined ? undefined : facts.name)
  const asking = [...clients.filter((one) => one.facts !== undefined).slice(0, 1), host]
  return {
    title: `${whose}${endpoint(address, port)} serves the certificate ${certificate.name}`,
    looks: [...files, ...asking.map(({ name }) => ({ from: name, run }))],
    within: 10,
    judge: (results) => judgeCertificate(facts, results.slice(0, files.length), results.slice(files.length)),
  }
}

function fileLook({ name }: HostView, certificate: CertificateVars): Look {
  return { from: name, run: sh`openssl x509 -in ${pemPath(CERTIFICATES, certificate)} -noout -fingerprint -sha256` }
}

/** What is served to a client that names a host. */
function served(address: string, port: number, name: string | undefined): Sh {
  const naming = name === undefined ? ['-noservername'] : ['-servername', name]
  const checks = name === undefined ? [] : ['-checkhost', name]
  const at = isVersion6(address) ? `[${address}]:${port}` : `${address}:${port}`
  return sh`if ! command -v openssl >/dev/null 2>&1; then
  echo 'openssl is not installed'
  exit 127
fi
got=$(openssl s_client -connect ${at} ${naming} -showcerts </dev/null 2>&1)
case $got in
*'BEGIN CERTIFICATE'*) ;;
*)
  printf '%s\n' "$got" | grep -m 1 -i error || echo 'no certificate'
  exit 1
  ;;
esac
echo "chain $(printf '%s\n' "$got" | grep -c 'BEGIN CERTIFICATE')"
printf '%s\n' "$got" | openssl x509 -noout -fingerprint -sha256 -enddate -checkend 0 ${checks} || :`
}

/** `files`: fingerprints of what lies on the hosts; `asked`: what clients got. One of them at least could ask. */
export function judgeCertificate(
  facts: CertificateFacts,
  files: readonly LookResult[],
  asked: readonly LookResult[],
): Verdict {
  const unread = files.find(({ status }) => status !== 0)
  if (unread !== undefined) return { holds: false, saw: `${unread.from}: ${lastLine(unread)}` }
  const known = [facts.fingerprint, ...files.map(({ output }) => fingerprintIn(output))].filter(
    (one) => one !== undefined,
  )
  const able = asked.filter(({ status }) => status !== 127)
  const verdicts = able.map((one) => judgeServed(facts, known, one))
  if (verdicts.length === 0)
    return { holds: false, saw: asked.map((one) => `${one.from}: ${lastLine(one)}`).join('; ') }
  return { holds: verdicts.every(({ holds }) => holds), saw: verdicts.map(({ saw }) => saw).join('; ') }
}

function judgeServed(facts: CertificateFacts, known: readonly string[], result: LookResult): Verdict {
  const { output, from, status } = result
  const fingerprint = fingerprintIn(output)
  if (status !== 0 || fingerprint === undefined) return { holds: false, saw: `${from}: ${lastLine(result)}` }
  const chain = Number(/^chain (\d+)$/m.exec(output)?.[1] ?? 0)
  const faults = [
    ...(known.length > 0 && !known.includes(fingerprint) ? ['another certificate than the one that lies there'] : []),
    ...(/does NOT match/.test(output) ? [`it is not for ${facts.name}`] : []),
    ...(/^Certificate will expire/m.test(output) ? ['it has ended'] : []),
    ...(chain < facts.chain ? [`${chain} of its ${facts.chain} certificates`] : []),
  ]
  const until = /^notAfter=(.*)$/m.exec(output)?.[1] ?? 'nobody knows when'
  const what = facts.name === undefined ? 'it' : `it for ${facts.name}`
  return { holds: faults.length === 0, saw: `${from}: ${faults.join(', ') || `got ${what}, until ${until}`}` }
}

function fingerprintIn(output: string): string | undefined {
  return /^sha256 fingerprint=([0-9A-F:]+)$/im.exec(output)?.[1]
}
