import { createHmac, randomBytes } from 'node:crypto'
import { Blob } from './blob.ts'

/** A host and its key for digests; undefined before the host's first run. */
interface KeyHolder {
  readonly host: string
  readonly digestKey: string | undefined
}

/** Returns the text that is shown instead of a digest. The text is equal for equal contents on one host. */
export type DigestRedactor = (sha256: string) => string

/**
 * A reader of a plan or a log must not be able to guess an eight-character password by trying out digests. So digests
 * of contents with a secret are keyed, and only root on the host has the key. Before its first run a host has no key:
 * then nothing of the digest is shown, unless the plan has a key for the host.
 */
export function digestRedactorOf({ host, digestKey }: KeyHolder, keys?: PlanKeys): DigestRedactor {
  const key = keys?.get(host) ?? digestKey
  if (key === undefined) return () => 'secret'
  return (sha256) => `secret, keyed digest ${createHmac('sha256', key).update(sha256).digest('hex')}`
}

/**
 * Keys of one plan, by host: for the hosts that had no key when the plan was made. Without them, a saved plan could
 * not detect that a secret has changed since. They are saved with the plan, readable for its owner only, never
 * printed, and never become a host's own key.
 */
export type PlanKeys = ReadonlyMap<string, string>

/** New keys for the hosts that have none. */
export function planKeysFor(hosts: readonly KeyHolder[]): PlanKeys {
  const keyless = hosts.filter(({ digestKey }) => digestKey === undefined)
  return new Map(keyless.map(({ host }) => [host, randomBytes(32).toString('hex')]))
}

/** A replacer for `JSON.stringify` that leaves out the names of secret blobs; the redacted states stand for them. */
export function withoutSecretBlobs(this: unknown, key: string, json: unknown): unknown {
  const value = typeof this === 'object' && this !== null ? Reflect.get(this, key) : undefined
  return value instanceof Blob && value.secret ? 'secret' : json
}
