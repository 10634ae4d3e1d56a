import { X509Certificate } from 'node:crypto'
import type { Certificate } from '../vars/certificates.ts'

/** The facts of a certificate that the controller reads from vars alone. */
export interface CertificateFacts {
  /** A host name that the certificate is valid for, as a client would send it; undefined if there is none. */
  readonly name: string | undefined
  /** SHA-256, as openssl prints it; undefined for a self-signed certificate that a host makes. */
  readonly fingerprint: string | undefined
  /** Number of certificates that HAProxy serves: this one and its chain. */
  readonly chain: number
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

export function certificateFacts({
  pem,
  self_signed,
  names = self_signed ?? [],
}: Pick<Certificate, 'pem' | 'self_signed' | 'names'>): CertificateFacts {
  if (pem === undefined) return { name: hostNameAmong(names), fingerprint: undefined, chain: 1 }
  const all = pem.reveal().match(PEM) ?? []
  try {
    const own = new X509Certificate(all[0] ?? '')
    const found = (own.subjectAltName ?? '').split(', ').flatMap((one) => /^DNS:(.+)$/.exec(one)?.[1] ?? [])
    return { name: hostNameAmong(found), fingerprint: own.fingerprint256, chain: all.length }
  } catch {
    // haproxy -c reports the fault.
    return { name: undefined, fingerprint: undefined, chain: all.length }
  }
}

function hostNameAmong(names: readonly string[]): string | undefined {
  return names.find((name) => /[g-z-]/i.test(name) && !name.includes(':'))?.replace('*', 'evenkeel')
}
