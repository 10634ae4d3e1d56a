import type { Certificate } from './protocol/certificate.ts'

/** A key that can be offered. Its private half is opened only when a host has accepted its public half. */
export interface Identity {
  /** Its file or agent, for messages. */
  readonly source: string
  /** The public key as SSH sends it. */
  readonly publicKey: Buffer
  /** Offered in place of the public key. */
  readonly certificate?: Certificate | undefined
  /** @param hash of an RSA signature, such as `sha512` */
  sign(data: Buffer, hash: string | undefined): Promise<Buffer>
}
