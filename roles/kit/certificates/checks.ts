import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'
import { endpoint } from '../addresses.ts'
import { isElsewhere, listenCheck, type SiteAddress } from '../web/checks.ts'

/** A server presents the certificate of a file, and that certificate is for the name. */
export function certificateCheck(title: string, at: SiteAddress, file: string): Check {
  if (isElsewhere(at)) return listenCheck(title, at.host, at.address, 'tcp', at.port)
  return checkOf({
    title,
    advice: `See on ${at.host.name} whether its web server could reload, in its log; replace ${file} if it has ended.`,
    looks: {
      prints: {
        from: at.host.name,
        run: sh`${shownCertificate(at)}
openssl x509 -in ${file} -noout -fingerprint -sha256`,
      },
    },
    within: 5,
    judge: ({ prints }) => judgeCertificate(at.name, prints),
  })
}

/** Prints the fingerprint of the certificate that a server presents, whether it has expired, and whether it is for the name. */
function shownCertificate({ address, port, name }: Omit<SiteAddress, 'host'>): Sh {
  const asked = name === undefined ? [] : ['-servername', name]
  const judged = name === undefined ? sh`` : sh`printf '%s\\n' "$shown" | openssl x509 -noout -checkhost ${name} 2>&1`
  return sh`command -v openssl >/dev/null 2>&1 || { echo 'openssl is not installed'; exit 127; }
shown=$(timeout 5 openssl s_client -connect ${endpoint(address, port)} ${asked} </dev/null 2>/dev/null) || :
printf '%s\\n' "$shown" | openssl x509 -noout -fingerprint -sha256 -checkend 0 2>&1
${judged}`
}

/** A server presents a certificate for a name, whichever file it comes from. */
export function shownNameCheck(title: string, at: SiteAddress & { readonly name: string }): Check {
  return checkOf({
    title,
    advice: `Give the servers behind it a certificate for ${at.name}, or take the name out of the playbook.`,
    looks: { shown: { from: at.host.name, run: shownCertificate(at) } },
    within: 5,
    judge: ({ shown }) => judgeShown(at.name, shown),
  })
}

export function judgeCertificate(name: string | undefined, result: LookResult): Verdict {
  const prints = fingerprints(result)
  if (prints.length === 2 && prints[0] !== prints[1])
    return { holds: false, saw: 'another certificate than the one in the file' }
  return judgeShown(name, result)
}

function judgeShown(name: string | undefined, result: LookResult): Verdict {
  const { status, output } = result
  if (status === undefined || status === 127) return { holds: false, saw: output.trim() || 'could not be asked' }
  if (fingerprints(result).length === 0 || /unable to load|could not (read|find)/i.test(output))
    return { holds: false, saw: 'no certificate was shown' }
  if (/will expire|has expired/i.test(output)) return { holds: false, saw: 'the certificate has ended' }
  if (/does NOT match/.test(output)) return { holds: false, saw: `the certificate is not for ${name}` }
  return { holds: true, saw: name === undefined ? 'the certificate' : `a certificate for ${name}` }
}

function fingerprints({ output }: LookResult): readonly (string | undefined)[] {
  return [...output.matchAll(/Fingerprint=([0-9A-F:]+)/gi)].map(([, print]) => print)
}
