/** A key that can be offered. Its private half is opened only when a host has accepted its public half. */
export interface Identity {
  /** Its file or agent, for messages. */
  readonly source: string
  /** The public key as SSH sends it. */
  readonly publicKey: Buffer
  /** @param hash of an RSA signature, such as `sha512` */
  sign(data: Buffer, hash: string | undefined): Promise<Buffer>
}
