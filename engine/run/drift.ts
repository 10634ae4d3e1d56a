import { Blob } from '../blob.ts'
import { type Difference, differenceOf } from '../errors/difference.ts'
import { readFrames } from '../framing.ts'
import { type HostPool, requireSuccess } from '../host-pool.ts'
import type { RecordedChange } from '../journal/manifest.ts'
import { stateOf } from '../plan/change.ts'
import { readResources } from '../probe.ts'
import { restore } from '../resources/registry.ts'
import type { Json } from '../resources/resource.ts'
import { scriptWith } from '../target/scripts.ts'

/**
 * How resources differ from what a run left, as a plan shows it. Reads them once more, with their contents, and the
 * contents that the run wrote from the blobs of the host.
 */
export async function differencesSince(
  pool: HostPool,
  host: string,
  changes: readonly RecordedChange[],
): Promise<Difference[]> {
  const texts = await readTexts(pool, host, changes)
  const resources = changes.map(({ kind, spec }) => restore(kind, withTexts(spec, texts) as object))
  const now = await readResources(pool, host, resources, true)
  return changes.flatMap(({ after }, index) => {
    const resource = resources[index]
    if (resource === undefined) return []
    const found = stateOf(now.readings.get(resource.id) ?? { state: null })
    const foundLines = resource.stateLines(found, now.previews.get(resource.id))
    return [differenceOf(resource, resource.stateLines(after, undefined), foundLines)]
  })
}

/** Texts of blobs that hold no secret and belong to files that everybody on the host may read, by digest. */
async function readTexts(
  pool: HostPool,
  host: string,
  changes: readonly RecordedChange[],
): Promise<ReadonlyMap<string, string>> {
  const names = changes.filter(({ after }) => isPublic(after)).flatMap(({ spec }) => blobNames(spec))
  if (names.length === 0) return new Map()
  const result = await pool.connection(host).script(scriptWith('blobs', ...new Set(names)))
  const frames = readFrames(requireSuccess(result, host).stdout, host)
  return new Map(
    frames.flatMap(({ label, output }) => {
      const text = textOf(Buffer.from(output, 'base64'))
      return text === undefined ? [] : [[label, text]]
    }),
  )
}

function isPublic(state: Json): boolean {
  if (state === null || typeof state !== 'object' || !('mode' in state)) return false
  return /[4-7]$/.test(String(state.mode))
}

/** Undefined for bytes that are not text. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8')
  return text.includes('\0') || !Buffer.from(text).equals(bytes) ? undefined : text
}

/** Names of the blobs without secrets in a spec of a journal. */
function blobNames(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return []
  const name = openBlob(value)
  return name === undefined ? Object.values(value).flatMap(blobNames) : [name]
}

function withTexts(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((one) => withTexts(one, texts))
  const text = texts.get(openBlob(value) ?? '')
  if (text !== undefined) return Blob.of(text)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTexts(inner, texts)]))
}

function openBlob(value: object): string | undefined {
  const { sha256, secret } = value as Record<string, unknown>
  return typeof sha256 === 'string' && secret === false ? sha256 : undefined
}
