import { certificateTypeOf, isCertificateType, withoutCertificate } from './certificate.ts'
import type { LibraryKey, LibraryProtocol, Sign } from './library.ts'
import { sshPair } from './signature.ts'
import { field } from './wire.ts'

const USERAUTH_REQUEST = 50

/** The hash of RSA signatures for certificates: every host that takes certificates has it, but for very old ones. */
export const RSA_HASH = 'sha512'

/**
 * Lets a login offer certificates, which the library cannot: it would name the certificate's type in the signature, where
 * that of the key belongs.
 */
export function offerCertificates(protocol: LibraryProtocol): void {
  const { authPK } = protocol
  protocol.authPK = (user, key, algorithm, sign) => {
    if (!isCertificateType(key.type)) return authPK.call(protocol, user, key, algorithm, sign)
    offer(protocol, user, key, typeof algorithm === 'function' ? algorithm : sign)
  }
}

/** Asks whether the host accepts the certificate; with `sign`, proves that the key is at hand. */
function offer(protocol: LibraryProtocol, user: string, key: LibraryKey, sign: Sign | undefined): void {
  const keyType = withoutCertificate(key.type)
  const algorithm = keyType === 'ssh-rsa' ? `rsa-sha2-${RSA_HASH.slice(3)}` : keyType
  const request = Buffer.concat([
    Uint8Array.of(USERAUTH_REQUEST),
    field(Buffer.from(user)),
    field('ssh-connection'),
    field('publickey'),
    Uint8Array.of(sign === undefined ? 0 : 1),
    field(certificateTypeOf(algorithm)),
    field(key.getPublicSSH()),
  ])
  if (sign === undefined) {
    send(protocol, request)
    return
  }
  const session = protocol._kex?.sessionID ?? Buffer.alloc(0)
  sign(Buffer.concat([field(session), request]), (signature) => {
    const bytes = keyType.startsWith('ecdsa-') ? sshPair(signature) : signature
    send(protocol, Buffer.concat([request, field(Buffer.concat([field(algorithm), field(bytes)]))]))
  })
}

function send(protocol: LibraryProtocol, payload: Buffer): void {
  const { write } = protocol._packetRW
  const packet = write.alloc(payload.length)
  packet.set(payload, write.allocStart)
  const whole = write.finalize(packet)
  protocol._authsQueue.push('publickey')
  if (protocol._kexinit === undefined) protocol._cipher.encrypt(whole)
  else protocol._queue = [...(protocol._queue ?? []), whole]
}
