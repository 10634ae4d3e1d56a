/** A key that can be offered: its public half is known, its private half is opened only when a host wants it. */
export interface Identity {
  /** Where it is, for messages. */
  readonly source: string
  /** The public key as SSH sends it. */
  readonly publicKey: Buffer
  /** @param hash of an RSA signature, such as `sha512` */
  sign(data: Buffer, hash: string | undefined): Promise<Buffer>
}
