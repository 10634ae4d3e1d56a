import { readFrames } from '../framing.ts'
import { type HostPool, requireSuccess } from '../host-pool.ts'
import { type Manifest, manifestSchema } from '../journal/manifest.ts'
import { readRecord } from '../journal/record.ts'
import { scriptWith } from '../target/scripts.ts'

/** The record of a run on one host, all its stages together. */
export interface HostManifest {
  readonly host: string
  readonly manifest: Manifest
}

/** Reads what a run changed on a host; nothing if the run never began there. */
export async function readManifest(pool: HostPool, host: string, run: string): Promise<HostManifest> {
  const result = await pool.connection(host).script(scriptWith('manifests', run))
  const stages = readFrames(requireSuccess(result, host).stdout, host).map((frame) =>
    readRecord(frame.output, manifestSchema, `of what ${run} changed`, host),
  )
  return { host, manifest: mergeStages(stages) }
}

/** A resource that two stages changed has the state before the first and the state after the last. */
function mergeStages(stages: readonly Manifest[]): Manifest {
  const changes = new Map<string, Manifest['changes'][number]>()
  for (const change of stages.flatMap((stage) => stage.changes)) {
    const earlier = changes.get(change.id)
    changes.set(change.id, earlier === undefined ? change : { ...change, before: earlier.before })
  }
  return {
    changes: [...changes.values()],
    watchers: stages.flatMap((stage) => stage.watchers),
    ownership: stages.flatMap((stage) => stage.ownership),
  }
}
