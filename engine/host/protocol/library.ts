/**
 * The inside of the SSH library, as far as it is used here. The library has neither certificates nor ML-KEM, and no way to
 * add them; another release of it may look otherwise, which is why package.json names one release exactly.
 */
export interface LibraryProtocol {
  _offer: LibraryOffer
  _kex: KeyExchange | undefined
  /** Our own KEXINIT while keys are exchanged. */
  readonly _kexinit: Buffer | undefined
  /** Packets that wait for the end of an exchange of keys. */
  _queue: Buffer[] | undefined
  readonly _cipher: { encrypt(packet: Buffer): void }
  readonly _packetRW: {
    read: PacketReader
    readonly write: {
      readonly allocStart: number
      alloc(length: number): Buffer
      finalize(packet: Buffer): Buffer
    }
  }
  /** The kinds of answers that are expected, in their order. */
  readonly _authsQueue: string[]
  authPK(user: string, key: LibraryKey, algorithm?: string | Sign, sign?: Sign): void
}

export interface PacketReader {
  read(payload: Buffer): Buffer
  cleanup(): void
}

/** Names of algorithms, as an array for the comparison with those of the host, and as they are sent. */
interface OfferedList {
  array: readonly string[]
}

interface OneWay<List> {
  readonly cipher: List
  readonly mac: List
  readonly compress: List
  readonly lang: List
}

interface Offered<List> {
  readonly kex: List
  readonly serverHostKey: List
  readonly cs: OneWay<List>
  readonly sc: OneWay<List>
}

export interface LibraryOffer {
  readonly lists: Offered<OfferedList>
  readonly constructor: new (lists: Offered<readonly string[]>) => LibraryOffer
}

export interface KeyExchange {
  readonly type: string
  readonly sessionID: Buffer
  readonly negotiated: { kex: string; serverHostKey: string }
  hashName: string
  /** The host's KEXINIT. */
  _remoteKexinit: Buffer
  _hostKey: Buffer | undefined
  getPublicKey(): Buffer
  convertPublicKey(key: Buffer): Buffer
  computeSecret(share: Buffer): Buffer | Error
}

export interface LibraryKey {
  readonly type: string
  getPublicSSH(): Buffer
}

/** Called with the data to sign. */
export type Sign = (data: Buffer, done: (signature: Buffer) => void) => void

/** The same offer with other names for key exchanges and host keys. */
export function changedOffer(
  { lists, constructor: Offer }: LibraryOffer,
  names: { readonly kex: readonly string[]; readonly serverHostKey: readonly string[] },
): LibraryOffer {
  const oneWay = (one: OneWay<OfferedList>) => ({
    cipher: one.cipher.array,
    mac: one.mac.array,
    compress: one.compress.array,
    lang: one.lang.array,
  })
  return new Offer({ ...names, cs: oneWay(lists.cs), sc: oneWay(lists.sc) })
}
