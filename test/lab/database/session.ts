import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { PASSWORD_IN_CLEAR, password } from './password.ts'

/** The account and the server of a session. */
export interface Login {
  readonly address: string
  readonly port: number
  readonly user: string
  readonly password: string
}

/** Bits of the protocol's capabilities: 4.1, TLS, salted passwords, names of plugins. */
const PROTOCOL = 0x0200
const TLS = 0x0800
const SALTED = 0x8000
const PLUGINS = 0x80000
const LARGEST_PACKET = 1 << 24
const UTF8MB4 = 45
const QUERY = 3
/** First bytes of the server's packets. */
const DONE = 0x00
const MORE = 0x01
const OTHER_PLUGIN = 0xfe
const ERROR = 0xff

/**
 * A session with a MariaDB or MySQL server, for statements without rows. The clients of the two engines do not run
 * everywhere, and neither says at which moment a commit was acknowledged. Always by TLS if the server has it.
 */
export class Session {
  #socket: Socket
  #received = Buffer.alloc(0)
  #sequence = 0
  #failure: Error | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    this.#noteFailure()
  }

  /** Throws the server's error, or the socket's. The signal ends the session at any time. */
  static async open(login: Login, signal: AbortSignal): Promise<Session> {
    const socket = connect({ host: login.address, port: login.port, signal, noDelay: true })
    const session = new Session(socket)
    try {
      await session.#logIn(login, signal)
      return session
    } catch (error) {
      socket.destroy()
      throw error
    }
  }

  /** Returns when the server has acknowledged the statement. Throws its error, or that of the connection. */
  async run(statement: string): Promise<void> {
    this.#sequence = 0
    this.#send(Buffer.concat([Buffer.of(QUERY), Buffer.from(statement)]))
    refuseError(await this.#packet())
  }

  close(): void {
    this.#socket.destroy()
  }

  async #logIn(login: Login, signal: AbortSignal): Promise<void> {
    const greeting = greetingOf(await this.#packet())
    const tls = (greeting.capabilities & TLS) !== 0
    if (tls) await this.#startTls(signal)
    const answer = password(greeting.plugin, login.password, greeting.salt)
    const parts = [head(tls), Buffer.from(`${login.user}\0`), Buffer.of(answer.length), answer]
    this.#send(Buffer.concat([...parts, Buffer.from(`${greeting.plugin}\0`)]))
    await this.#proveIdentity(login.password)
  }

  async #proveIdentity(secret: string): Promise<void> {
    for (;;) {
      const packet = await this.#packet()
      refuseError(packet)
      if (packet[0] === DONE) return
      if (packet[0] === OTHER_PLUGIN) {
        const end = packet.indexOf(0, 1)
        this.#send(password(packet.toString('latin1', 1, end), secret, packet.subarray(end + 1, end + 21)))
      }
      if (packet[0] === MORE && packet[1] === PASSWORD_IN_CLEAR) this.#send(Buffer.from(`${secret}\0`))
    }
  }

  async #startTls(signal: AbortSignal): Promise<void> {
    this.#send(head(true))
    // The test measures losses, not identities: `made` certificates have an authority of their own.
    this.#socket = connectTls({ socket: this.#socket, rejectUnauthorized: false })
    this.#noteFailure()
    await once(this.#socket, 'secureConnect', { signal })
  }

  #noteFailure(): void {
    this.#socket.on('error', (error) => {
      this.#failure ??= error
    })
  }

  #send(payload: Buffer): void {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(payload.length | ((this.#sequence << 24) >>> 0))
    this.#sequence = (this.#sequence + 1) & 0xff
    this.#socket.write(Buffer.concat([length, payload]))
  }

  async #packet(): Promise<Buffer> {
    for (;;) {
      const length = this.#received.length < 4 ? undefined : this.#received.readUIntLE(0, 3)
      if (length !== undefined && this.#received.length >= 4 + length) {
        const packet = this.#received.subarray(4, 4 + length)
        this.#sequence = ((this.#received[3] ?? 0) + 1) & 0xff
        this.#received = this.#received.subarray(4 + length)
        return packet
      }
      this.#received = Buffer.concat([this.#received, await this.#bytes()])
    }
  }

  async #bytes(): Promise<Buffer> {
    for (;;) {
      const chunk: Buffer | null = this.#socket.read()
      if (chunk !== null) return chunk
      if (this.#socket.closed || this.#socket.readableEnded) {
        throw this.#failure ?? new Error('the server closed the connection')
      }
      await new Promise<void>((resolve) => {
        const events = ['readable', 'end', 'close'] as const
        const seen = (): void => {
          for (const event of events) this.#socket.off(event, seen)
          resolve()
        }
        for (const event of events) this.#socket.on(event, seen)
      })
    }
  }
}

/** The part of a login that also asks for TLS. */
function head(tls: boolean): Buffer {
  const bytes = Buffer.alloc(32)
  bytes.writeUInt32LE(PROTOCOL | SALTED | PLUGINS | (tls ? TLS : 0))
  bytes.writeUInt32LE(LARGEST_PACKET, 4)
  bytes[8] = UTF8MB4
  return bytes
}

function greetingOf(packet: Buffer): { readonly salt: Buffer; readonly capabilities: number; readonly plugin: string } {
  refuseError(packet)
  const version = packet.indexOf(0, 1)
  const first = packet.subarray(version + 5, version + 13)
  const rest = packet.subarray(version + 14)
  const salt = Buffer.concat([first, rest.subarray(18, 30)])
  return {
    salt,
    capabilities: rest.readUInt16LE(0) | (rest.readUInt16LE(5) << 16),
    plugin: rest.toString('latin1', 31, rest.indexOf(0, 31)),
  }
}

function refuseError(packet: Buffer): void {
  if (packet[0] !== ERROR) return
  throw new Error(`${packet.readUInt16LE(1)}: ${packet.toString('utf8', 3).replace(/^#.{5}/, '')}`)
}
