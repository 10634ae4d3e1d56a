import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { type Secret, Text } from './secrets.ts'

/** Names a blob in a plan, a journal or a saved file, without its bytes. */
export interface BlobName {
  readonly sha256: string
  /** bytes */
  readonly size: number
  readonly secret: boolean
}

/** Bytes of a file whose text a plan shows, as of files on hosts. */
const LONGEST_SHOWN = 65_536

/**
 * The bytes of a file, named by their SHA-256. Specs and journals contain only the name. The bytes go to a host once,
 * into `/var/lib/evenkeel/blobs`, under a name that only root there can tell (`engine/target/blob-names.sh`), and never
 * through a command line.
 */
export class Blob implements BlobName {
  readonly sha256: string
  readonly size: number
  readonly secret: boolean
  /** Where the bytes are; undefined if only a host has them (a backup). */
  readonly #source: Uint8Array | { readonly path: string } | undefined
  /** The text for diffs, in which secrets print as `***`; undefined for bytes, and for large files. */
  readonly text: Text | undefined

  private constructor(name: BlobName, source?: Uint8Array | { readonly path: string }, content?: Text) {
    this.sha256 = name.sha256
    this.size = name.size
    this.secret = name.secret
    this.#source = source
    this.text = content
  }

  static of(content: string | Secret | Text | Uint8Array): Blob {
    if (content instanceof Uint8Array) return new Blob({ ...nameOf(content), secret: false }, content)
    const whole = content instanceof Text ? content : new Text([content])
    const bytes = new TextEncoder().encode(whole.reveal())
    return new Blob({ ...nameOf(bytes), secret: whole.isSecret }, bytes, whole)
  }

  /**
   * Reads the file now to compute its name, and again when it is sent, so that it is never held in memory; of a small one the
   * text is kept. Synchronous, because specs are checked synchronously. Throws the errors of `node:fs`.
   */
  static fromFile(path: string): Blob {
    const hash = createHash('sha256')
    const chunk = new Uint8Array(1 << 20)
    const file = openSync(path, 'r')
    const beginning: Uint8Array[] = []
    let size = 0
    try {
      for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
        hash.update(chunk.subarray(0, read))
        size += read
        if (size <= LONGEST_SHOWN) beginning.push(chunk.slice(0, read))
      }
    } finally {
      closeSync(file)
    }
    const text = size <= LONGEST_SHOWN ? textIn(Buffer.concat(beginning)) : undefined
    const content = text === undefined ? undefined : new Text([text])
    return new Blob({ sha256: hash.digest('hex'), size, secret: false }, { path }, content)
  }

  /** A blob whose bytes are on a host only. */
  static named(name: BlobName): Blob {
    return new Blob(name)
  }

  /** The bytes are a copy of a file: nobody wrote its text into a playbook. */
  get isCopy(): boolean {
    return this.#source !== undefined && !(this.#source instanceof Uint8Array)
  }

  get isHere(): boolean {
    return this.#source !== undefined
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    if (this.#source === undefined) throw new TypeError(`blob ${this.sha256} is on the host only`)
    if (this.#source instanceof Uint8Array) yield this.#source
    else for await (const chunk of createReadStream(this.#source.path)) yield chunk as Uint8Array
  }

  toJSON(): BlobName {
    return { sha256: this.sha256, size: this.size, secret: this.secret }
  }
}

function nameOf(bytes: Uint8Array): { sha256: string; size: number } {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.byteLength }
}

/** Undefined for bytes that are not text. */
export function textIn(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
