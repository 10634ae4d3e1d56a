import { createHmac } from 'node:crypto'
import { Blob } from './blob.ts'
import type { Knowledge } from './knowledge.ts'

/** What is told in the place of a digest: equal for equal contents of one host. */
export type Seal = (sha256: string) => string

/**
 * Whoever reads a plan or a log must not find out by trial what an eight-character password in a file is, so digests
 * of contents with a secret are keyed, and only root on the host has the key. Before its first run a host has none:
 * then nothing is told of them.
 */
export function sealOf({ digestKey }: Pick<Knowledge, 'digestKey'>): Seal {
  if (digestKey === undefined) return () => 'secret'
  return (sha256) => `secret, keyed digest ${createHmac('sha256', digestKey).update(sha256).digest('hex')}`
}

/** For `JSON.stringify`: contents with a secret have no name. What is wanted of them, the sealed states tell. */
export function withoutSecretBlobs(this: unknown, key: string, json: unknown): unknown {
  const value = typeof this === 'object' && this !== null ? Reflect.get(this, key) : undefined
  return value instanceof Blob && value.secret ? 'secret' : json
}
