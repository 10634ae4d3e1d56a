import { createHmac, randomBytes } from 'node:crypto'
import { Blob } from './blob.ts'

/** A host and its key for digests; it has none before its first run. */
interface KeyHolder {
  readonly host: string
  readonly digestKey: string | undefined
}

/** What is told in the place of a digest: equal for equal contents of one host. */
export type DigestRedactor = (sha256: string) => string

/**
 * Whoever reads a plan or a log must not find out by trial what an eight-character password in a file is, so digests
 * of contents with a secret are keyed, and only root on the host has the key. Before its first run a host has none:
 * then nothing is told of them, unless the plan has brought a key along.
 */
export function digestRedactorOf({ host, digestKey }: KeyHolder, keys?: PlanKeys): DigestRedactor {
  const key = keys?.get(host) ?? digestKey
  if (key === undefined) return () => 'secret'
  return (sha256) => `secret, keyed digest ${createHmac('sha256', key).update(sha256).digest('hex')}`
}

/**
 * By host, keys that serve one plan: for the hosts that had none of their own when it was made. Without them such a
 * plan could not tell another secret from the one that it was made with. They are saved with the plan, for its owner
 * only, never printed, and never become a host's own.
 */
export type PlanKeys = ReadonlyMap<string, string>

/** New keys for those that have none. */
export function planKeysFor(hosts: readonly KeyHolder[]): PlanKeys {
  const keyless = hosts.filter(({ digestKey }) => digestKey === undefined)
  return new Map(keyless.map(({ host }) => [host, randomBytes(32).toString('hex')]))
}

/** For `JSON.stringify`: contents with a secret have no name. What is wanted of them, the sealed states tell. */
export function withoutSecretBlobs(this: unknown, key: string, json: unknown): unknown {
  const value = typeof this === 'object' && this !== null ? Reflect.get(this, key) : undefined
  return value instanceof Blob && value.secret ? 'secret' : json
}
