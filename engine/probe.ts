import { createHash } from 'node:crypto'
import { EvenkeelError } from './errors/error.ts'
import { type Frame, readFrames } from './framing.ts'
import { type HostPool, requireSuccess } from './host-pool.ts'
import type { Json, Reading, Resource } from './resources/resource.ts'
import { sh } from './shell.ts'
import { script } from './target/scripts.ts'

/** The readings of all resources of one host. */
export interface HostReading {
  readonly readings: ReadonlyMap<string, Reading<Json>>
  /** Ids of the resources whose folder is not there; only of a reading with previews. */
  readonly missingFolders?: ReadonlySet<string> | undefined
  /** The output of previews, by resource id. */
  readonly previews: ReadonlyMap<string, string>
  /** SHA-256 of each probe's raw output, by resource id. */
  readonly answers: ReadonlyMap<string, string>
  /** SHA-256 of the probes' raw output. A host computes it again to detect changes. */
  readonly digest: string
}

/**
 * The sh script that reads all resources at once. Without previews, it prints the same bytes as long as no state
 * changes; a host compares them before its first write and after its last undo.
 */
export function probeScript(resources: readonly Resource[], withPreviews: boolean): string {
  return [script('prelude'), readingAll(resources, withPreviews)].join('\n')
}

/** The same without previews, for a host with the folder `$EVENKEEL_RUN` of a run: that has the prelude already. */
export function probeScriptOfRun(resources: readonly Resource[]): string {
  return ['. "$EVENKEEL_RUN/prelude.sh"', readingAll(resources, false)].join('\n')
}

function readingAll(resources: readonly Resource[], withPreviews: boolean): string {
  const previews = resources.flatMap((resource, index) =>
    withPreviews && resource.preview ? [`preview_${index}() {`, resource.preview.script, '}'] : [],
  )
  const calls = resources.flatMap((resource, index) => [
    probeCall(index),
    ...(withPreviews && resource.preview ? [`answer preview.${index} preview_${index}`] : []),
    ...(withPreviews && resource.folder ? [sh`answer ${`folder.${index}`} test -d ${resource.folder}`.script] : []),
  ])
  return [script('answer'), ...probeFunctions(resources), ...previews, ...calls, 'exit 0', ''].join('\n')
}

/** The functions that {@link probeCalls} call. */
export function probeFunctions(resources: readonly Resource[]): string[] {
  return resources.flatMap((resource, index) => [`probe_${index}() {`, resource.probe.script, '}'])
}

/** Reads the resources one by one, in a script of other readings. */
export function probeCalls(resources: readonly Resource[]): string[] {
  return resources.map((_, index) => probeCall(index))
}

function probeCall(index: number): string {
  return `answer probe probe_${index}`
}

/** Reads all resources of one host in one command. Throws `unsupported` if one of them cannot be read. */
export async function readResources(
  pool: HostPool,
  host: string,
  resources: readonly Resource[],
  withPreviews: boolean,
): Promise<HostReading> {
  if (resources.length === 0) return parseHostReading('', [], host)
  pool.controller.emit({ type: 'reading', host, what: 'resources' })
  const result = await pool.connection(host).script(probeScript(resources, withPreviews))
  const reading = parseHostReading(requireSuccess(result, host).stdout, resources, host)
  pool.controller.emit({ type: 'read', host, what: 'resources' })
  return reading
}

/** Parses the output of a {@link probeScript} (latin1). */
export function parseHostReading(printed: string, resources: readonly Resource[], host: string): HostReading {
  return hostReadingIn(readFrames(printed, host), resources, host)
}

/** The same from frames, among which may be others. */
export function hostReadingIn(frames: readonly Frame[], resources: readonly Resource[], host: string): HostReading {
  const probes = frames.filter((frame) => frame.label === 'probe')
  const missing = frames.filter((frame) => frame.label.startsWith('folder.') && frame.status !== 0)
  const previews = frames.filter((frame) => frame.label.startsWith('preview.') && frame.status === 0)
  return {
    readings: new Map(resources.map((resource, index) => [resource.id, readOne(resource, probes[index], host)])),
    missingFolders: new Set(missing.map(({ label }) => resources[Number(label.slice('folder.'.length))]?.id ?? '')),
    previews: new Map(
      previews.map((frame) => [resources[Number(frame.label.slice('preview.'.length))]?.id ?? '', frame.output]),
    ),
    answers: new Map(
      resources.flatMap(({ id }, index) => {
        const frame = probes[index]
        return frame === undefined ? [] : [[id, digestOf([frame])] as const]
      }),
    ),
    digest: digestOf(probes),
  }
}

function readOne(resource: Resource, frame: Frame | undefined, host: string): Reading<Json> {
  if (frame === undefined)
    throw new EvenkeelError('lost', `Cannot read ${resource.id} on ${host}: the answer is cut off`, {
      host,
      hint: 'Try again.',
    })
  if (frame.status !== 0)
    throw new EvenkeelError('unsupported', `Cannot read ${resource.id} on ${host}: ${frame.output.trim()}`, { host })
  return resource.parse(frame.output)
}

function digestOf(frames: readonly Frame[]): string {
  const hash = createHash('sha256')
  for (const frame of frames) hash.update(frame.raw, 'latin1')
  return hash.digest('hex')
}
