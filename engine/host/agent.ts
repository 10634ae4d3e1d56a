import { connect } from 'node:net'
import { field, WireReader } from './protocol/wire.ts'

const REQUEST_IDENTITIES = 11
const IDENTITIES = 12
const SIGN_REQUEST = 13
const SIGNATURE = 14

/** Flags of a request, for RSA keys. */
const RSA_FLAGS: Readonly<Record<string, number>> = { sha256: 2, sha512: 4 }

/** As OpenSSH limits it. */
const LONGEST_ANSWER = 256 * 1024

/** A public key, or a certificate, that an agent can sign with. */
export interface AgentKey {
  readonly blob: Buffer
  readonly comment: string
}

/** The keys of the agent at this socket, in its order. Rejects if nothing answers there. */
export async function agentKeys(socket: string): Promise<AgentKey[]> {
  const answer = await ask(socket, Uint8Array.of(REQUEST_IDENTITIES), IDENTITIES)
  return Array.from({ length: answer.uint32() }, () => ({
    blob: answer.bytes(),
    comment: answer.bytes().toString('utf8'),
  }))
}

/** @param hash of an RSA signature, such as `sha512` */
export async function signByAgent(socket: string, blob: Buffer, data: Buffer, hash?: string): Promise<Buffer> {
  const flags = Buffer.alloc(4)
  flags.writeUInt32BE(RSA_FLAGS[hash ?? ''] ?? 0)
  const request = Buffer.concat([Uint8Array.of(SIGN_REQUEST), field(blob), field(data), flags])
  const signature = new WireReader((await ask(socket, request, SIGNATURE)).bytes())
  signature.text() // the algorithm
  return signature.bytes()
}

async function ask(socket: string, request: Uint8Array, expected: number): Promise<WireReader> {
  const stream = connect(socket)
  try {
    stream.write(field(request))
    const answer = new WireReader(await answerFrom(stream))
    if (answer.byte() !== expected) throw new Error('it refused')
    return answer
  } finally {
    stream.destroy()
  }
}

async function answerFrom(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  let read = Buffer.alloc(0)
  for await (const chunk of stream) {
    read = Buffer.concat([read, chunk])
    const length = read.length < 4 ? undefined : read.readUInt32BE()
    if (length !== undefined && length > LONGEST_ANSWER) throw new Error('its answer is too long')
    if (length !== undefined && read.length >= 4 + length) return read.subarray(4, 4 + length)
  }
  throw new Error('it closed the connection')
}
