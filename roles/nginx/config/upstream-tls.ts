import { pemPath } from '../../kit/certificates/files.ts'
import type { CertificateVars } from '../../kit/certificates/vars.ts'
import type { Lines } from '../../kit/config-text.ts'
import { CERTIFICATES, type Places } from '../places.ts'
import type { UpstreamTls } from '../vars/upstream-tls.ts'
import { quoted } from './directive.ts'

interface TlsContext {
  readonly certificates: readonly CertificateVars[]
  readonly places: Pick<Places, 'systemCa'>
}

/** Intermediate certificates between a server's and a trusted one; nginx's default of 1 is not enough for some. */
const DEPTH = 4

/** TLS to the servers, in http and in stream. Without a `name`, none is sent. */
export function upstreamTlsLines(
  described: UpstreamTls | undefined,
  name: string | undefined,
  { certificates, places }: TlsContext,
): Lines {
  const certificate = certificates.find((one) => one.name === described?.certificate)
  return [
    ...(name === undefined ? [] : ['proxy_ssl_server_name on;', `proxy_ssl_name ${name};`]),
    ...(described?.verify === 'required'
      ? [
          'proxy_ssl_verify on;',
          `proxy_ssl_verify_depth ${DEPTH};`,
          `proxy_ssl_trusted_certificate ${described.ca_file === '@system-ca' ? places.systemCa : quoted(described.ca_file)};`,
        ]
      : []),
    ...(certificate === undefined
      ? []
      : [
          `proxy_ssl_certificate ${pemPath(CERTIFICATES, certificate)};`,
          `proxy_ssl_certificate_key ${pemPath(CERTIFICATES, certificate)};`,
        ]),
  ]
}
