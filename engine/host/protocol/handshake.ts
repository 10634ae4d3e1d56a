import { type Certificate, isCertificateType, readCertificate, withoutCertificate } from './certificate.ts'
import { HYBRID, HYBRID_HASH, hasHybrid, startHybrid } from './hybrid.ts'
import { changedOffer, type KeyExchange, type LibraryProtocol, type PacketReader } from './library.ts'
import { field, WireReader } from './wire.ts'

const KEXINIT = 20
const USERAUTH_FAILURE = 51
/** The head of a KEXINIT: its number and 16 random bytes. */
const KEXINIT_HEAD = 17

/** The names of algorithms in a KEXINIT, in the host's order. */
export interface HostAlgorithms {
  readonly kex: readonly string[]
  readonly hostKeys: readonly string[]
  readonly ciphers: readonly string[]
  readonly macs: readonly string[]
}

/** The library's exchange that is carried out otherwise when the hybrid one was agreed on. */
const STAND_IN = 'curve25519-sha256'

/**
 * Adds to the library's handshake what it does not have: certificates of hosts, and a key exchange with ML-KEM. It also keeps
 * what the host offers and accepts, which the library does not pass on. It changes
 * what the library reads, and what its exchange of keys computes; the library goes on checking the host's signature
 * over the whole exchange, so that a handshake which is misread here fails.
 */
export class Handshake {
  readonly #protocol: LibraryProtocol
  readonly #kexNames: readonly string[]
  #exchange: KeyExchange | undefined
  #reader: PacketReader
  /** The host's own KEXINIT, if the library has read a changed one. */
  #hybridInit: Buffer | undefined
  #certificate: Certificate | undefined
  #offered: HostAlgorithms | undefined
  #acceptedMethods: readonly string[] | undefined

  /**
   * To be called before the first byte of the host is read.
   * @param hostKeyAlgorithms in order of preference, those of certificates too
   */
  constructor(protocol: LibraryProtocol, hostKeyAlgorithms: readonly string[]) {
    this.#protocol = protocol
    const own = protocol._offer.lists.kex.array
    this.#kexNames = hasHybrid() ? [HYBRID, ...own] : own
    protocol._offer = changedOffer(protocol._offer, { kex: this.#kexNames, serverHostKey: hostKeyAlgorithms })
    protocol._offer.lists.kex.array = own
    this.#reader = protocol._packetRW.read
    this.#exchange = protocol._kex
    this.#watchPackets()
    this.#watchExchanges()
  }

  /** The certificate that the host has shown in place of a key. */
  get certificate(): Certificate | undefined {
    return this.#certificate
  }

  /** What the host offers, once it has said so. */
  get offered(): HostAlgorithms | undefined {
    return this.#offered
  }

  /** The methods of logging in that the host accepts, once it has refused one. */
  get acceptedMethods(): readonly string[] | undefined {
    return this.#acceptedMethods
  }

  /** The names of key exchanges that are offered to hosts. */
  get kexNames(): readonly string[] {
    return this.#kexNames.filter((name) => !/^(ext-info|kex-strict)-/.test(name))
  }

  #watchPackets(): void {
    const reading: PacketReader = {
      read: (payload) => this.#changed(this.#reader.read(payload)),
      cleanup: () => this.#reader.cleanup(),
    }
    // The library takes another reader after each exchange.
    Object.defineProperty(this.#protocol._packetRW, 'read', {
      get: () => reading,
      set: (reader: PacketReader) => {
        this.#reader = reader
      },
    })
  }

  #watchExchanges(): void {
    Object.defineProperty(this.#protocol, '_kex', {
      get: () => this.#exchange,
      set: (exchange: KeyExchange | undefined) => {
        this.#exchange = exchange
        if (exchange !== undefined) this.#prepare(exchange)
      },
    })
  }

  #changed(payload: Buffer): Buffer {
    if (payload[0] === USERAUTH_FAILURE) this.#acceptedMethods = new WireReader(payload, 1).names()
    if (payload[0] === KEXINIT) return this.#changedInit(payload)
    const exchange = this.#exchange
    return exchange !== undefined && payload[0] === replyNumber(exchange) ? this.#changedReply(payload) : payload
  }

  /** Writes the library's own name in place of that of the hybrid exchange, if that was agreed on. */
  #changedInit(payload: Buffer): Buffer {
    this.#hybridInit = undefined
    this.#certificate = undefined
    const lists = new WireReader(payload, KEXINIT_HEAD)
    const [kex, hostKeys, ciphers] = [lists.names(), lists.names(), lists.names()]
    lists.names()
    this.#offered = { kex, hostKeys, ciphers, macs: lists.names() }
    if (this.#kexNames.find((name) => kex.includes(name)) !== HYBRID) return payload
    this.#hybridInit = payload
    const names = kex.map((name) => (name === HYBRID ? STAND_IN : name === STAND_IN ? HYBRID : name))
    const end = KEXINIT_HEAD + 4 + payload.readUInt32BE(KEXINIT_HEAD)
    return Buffer.concat([payload.subarray(0, KEXINIT_HEAD), field(names.join(',')), payload.subarray(end)])
  }

  /** Writes the key of a certificate in its place: the library cannot read certificates. */
  #changedReply(payload: Buffer): Buffer {
    if (this.#certificate !== undefined || !this.#isCertificateAgreed) return payload
    const reader = new WireReader(payload, 1)
    this.#certificate = readCertificate(reader.bytes())
    if (this.#certificate === undefined) return payload
    return Buffer.concat([payload.subarray(0, 1), field(this.#certificate.publicKey), payload.subarray(reader.at)])
  }

  #isCertificateAgreed = false

  #prepare(exchange: KeyExchange): void {
    const { negotiated } = exchange
    if (this.#hybridInit !== undefined) beHybrid(exchange, this.#hybridInit)
    this.#isCertificateAgreed = isCertificateType(negotiated.serverHostKey)
    if (!this.#isCertificateAgreed) return
    negotiated.serverHostKey = withoutCertificate(negotiated.serverHostKey)
    this.#hashCertificate(exchange)
  }

  /** The hash of an exchange covers the certificate, while the key in it signs that hash. */
  #hashCertificate(exchange: KeyExchange): void {
    const { getPublicKey, convertPublicKey } = exchange
    let key: Buffer | undefined
    let isHashing = false
    Object.defineProperty(exchange, '_hostKey', {
      get: () => (isHashing ? this.#certificate?.blob : key),
      set: (shown: Buffer | undefined) => {
        key = shown
      },
    })
    // The library reads the host's key for the hash between these two calls, and for the signature after them.
    exchange.convertPublicKey = (share) => {
      isHashing = true
      return convertPublicKey.call(exchange, share)
    }
    exchange.getPublicKey = () => {
      const share = getPublicKey.call(exchange)
      isHashing = false
      return share
    }
  }
}

/** The number of the host's reply: 31 means something else where the host also chooses the group. */
function replyNumber({ type }: KeyExchange): number {
  return type === 'groupex' ? 33 : 31
}

function beHybrid(exchange: KeyExchange, init: Buffer): void {
  const hybrid = startHybrid()
  exchange.negotiated.kex = HYBRID
  exchange.hashName = HYBRID_HASH
  exchange._remoteKexinit = init
  exchange.getPublicKey = () => hybrid.share
  exchange.convertPublicKey = (share) => share
  exchange.computeSecret = (share) => {
    try {
      return hybrid.secret(share)
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }
}
