import { Secret } from '../../../engine/secrets.ts'
import { certificatePem, keyOf } from './certificate.ts'
import { derived } from './derived.ts'

const AUTHORITY = 'evenkeel databases'

/** A server's certificate with its key, and the authority that the other servers trust. */
export interface Certificates {
  readonly ca: string
  readonly certificate: string
  readonly key: Secret
}

/**
 * The certificates of one server. The keys come from the password of replication, so that each server's authority is the
 * same, and no key travels between servers.
 */
export function madeCertificates(password: Secret, server: string, names: readonly string[]): Certificates {
  const authority = keyOf(derived(password, 'authority'))
  const key = keyOf(derived(password, `server ${server}`))
  const signed = { issuer: AUTHORITY, issuerKey: authority }
  return {
    ca: certificatePem({ subject: AUTHORITY, key: authority, ...signed, names: undefined }),
    certificate: certificatePem({ subject: server, key, ...signed, names }),
    key: new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString(), password.source),
  }
}
