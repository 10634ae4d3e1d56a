import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { changesFor } from '../../engine/plan/change.ts'
import type { Want } from '../../engine/plan/want.ts'
import { type HostReading, parseHostReading, probeScript, probeScriptOfRun } from '../../engine/probe.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { bundleOf, type StageFiles } from '../../engine/run/stage/bundle.ts'
import { readingsScript } from '../../engine/run/stage/readings-script.ts'
import { stepsOf, waitingAfter } from '../../engine/run/stage/steps.ts'
import { RUN_SCRIPTS, script } from '../../engine/target/scripts.ts'
import { RUN, type ScratchHost } from './scratch-host.ts'

export const LEASE = 60

/** The stages that the controller would send for these resources to a host that it has just read. */
export function stagesFor(host: ScratchHost, stages: readonly (readonly Resource[])[]): StageFiles[] {
  const all = probeScript(stages.flat(), false)
  const env = { PATH: process.env.PATH, LC_ALL: 'C', EVENKEEL_HOME: host.home }
  // By standard input: the kernel takes no argument of more than 128 KB.
  const { stdout } = spawnSync('sh', ['-c', 'eval "$(cat)"'], { env, encoding: 'latin1', input: all })
  const survey = parseHostReading(stdout, stages.flat(), 'host')
  const wants = stages.map((resources) => resources.map(wantOf))
  let waiting: ReadonlySet<string> = new Set()
  let isFirst = true
  return wants.flatMap((now, index): StageFiles[] => {
    const later = new Set(wants.slice(index + 1).flatMap((some) => some.map(({ resource }) => resource.id)))
    const pending = wants.slice(index + 1).flatMap((some) => some.map(({ resource }) => resource))
    const work = { host: 'host', wants: wants.flat() }
    const stage = { work, changes: changesFor(now, survey), waiting, later, pending }
    const steps = stepsOf(stage)
    waiting = waitingAfter(stage)
    if (steps.length === 0) return []
    const probe = probeScriptOfRun(now.map(({ resource }) => resource))
    const run = isFirst ? runFiles(survey, probeScriptOfRun(stages.flat()), stages.flat()) : new Map<string, string>()
    isFirst = false
    return [{ steps, probe, manifest: '{}', run, baseline: stages.flat().map(({ id }) => id), diskSpace: 0 }]
  })
}

function wantOf(resource: Resource): Want {
  return { resource, to: resource.desired, reason: 'described', recorded: undefined, nextRecord: undefined }
}

function runFiles(
  { digest, answers }: HostReading,
  probe: string,
  resources: readonly Resource[],
): Map<string, string> {
  return new Map([
    ['header.json', `{"run":"${RUN}"}`],
    ['baseline', `${digest}\n`],
    ['baseline.sh', probe],
    ['readings.sh', readingsScript(resources.map((resource) => ({ resource, found: answers.get(resource.id) })))],
    ['baseline.each', [...answers.values()].map((answer) => `${answer}\n`).join('')],
    ['managed.name', 'test.json\n'],
    ['managed.next', '{"entries":[]}'],
    ['lease', `${LEASE}\n`],
    ['keep-runs', '20\n'],
    ['reserve-size', '4096\n'],
    ...RUN_SCRIPTS.map((name) => [`${name}.sh`, script(name)] as const),
  ])
}

/** Writes a bundle as receive.sh does, and returns the folder in which unpack.sh unpacks it. */
export async function deliver(host: ScratchHost, number: number, files: StageFiles): Promise<string> {
  const { unpackSize, tableSize, bundle } = await bytesOf(files)
  const stage = join(host.run, 'stages', String(number))
  mkdirSync(stage, { recursive: true })
  writeFileSync(join(stage, 'bundle'), bundle)
  writeFileSync(join(stage, 'unpack.sh'), bundle.subarray(0, unpackSize))
  writeFileSync(join(stage, 'table'), bundle.subarray(unpackSize, unpackSize + tableSize))
  return stage
}

/** Writes the files that unpack.sh would write, without its hundred processes. */
export async function place(host: ScratchHost, number: number, files: StageFiles): Promise<void> {
  const { unpackSize, tableSize, bundle } = await bytesOf(files)
  const stage = join(host.run, 'stages', String(number))
  mkdirSync(stage, { recursive: true })
  const table = bundle.subarray(unpackSize, unpackSize + tableSize).toString()
  for (const row of table.trimEnd().split('\n')) {
    const [name = '', offset, size] = row.split(/ +/)
    const content = bundle.subarray(Number(offset), Number(offset) + Number(size))
    writeFileSync(pathOf(host, stage, name), content, { mode: 0o600 })
  }
  if (number > 1) return
  for (const name of ['journal', 'events', `open.boot-1.${100 + LEASE}`]) writeFileSync(join(host.run, name), '')
}

function pathOf(host: ScratchHost, stage: string, name: string): string {
  if (name.startsWith('blob:')) return join(host.home, 'blobs', name.slice('blob:'.length))
  return name.startsWith('run:') ? join(host.run, name.slice('run:'.length)) : join(stage, name)
}

async function bytesOf(files: StageFiles) {
  const { unpackSize, tableSize, bytes } = await bundleOf(files)
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes()) chunks.push(chunk)
  return { unpackSize, tableSize, bundle: Buffer.concat(chunks) }
}
