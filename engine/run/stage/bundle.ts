import { createHash } from 'node:crypto'
import type { Blob } from '../../blob.ts'
import { script } from '../../target/scripts.ts'
import type { Step } from './steps.ts'
import { stepsList, stepsScript } from './steps-script.ts'

/** Everything that one stage needs on its host. */
export interface StageFiles {
  readonly steps: readonly Step[]
  /** Reads this stage's resources; the stage succeeded if the reading is as wanted. */
  readonly probe: string
  /** `manifest.json` */
  readonly manifest: string
  /** Files for the run's folder, by name. */
  readonly run: ReadonlyMap<string, string>
  /** The ids of the resources that `baseline.sh` reads, in its order. */
  readonly baseline: readonly string[]
  /** Bytes that the host needs besides the bundle: for backups, and for the reserve. */
  readonly diskSpace: number
}

/** A stage as one stream: the unpacking script, the table of sections, the sections. */
export interface Bundle {
  readonly sha256: string
  readonly unpackSize: number
  readonly tableSize: number
  /** Space that must be free on the host. */
  readonly needs: { readonly kilobytes: number; readonly inodes: number }
  bytes(): AsyncGenerator<Uint8Array>
}

type Section = { readonly name: string; readonly size: number; bytes(): AsyncIterable<Uint8Array> }

/** Reads every blob twice: here for the digest of the whole bundle, and again when the bundle is sent. */
export async function bundleOf(files: StageFiles): Promise<Bundle> {
  const sections = sectionsOf(files)
  const unpack = encode(script('unpack'))
  const table = tableOf(sections, unpack.byteLength)
  const bytes = async function* () {
    yield unpack
    yield table
    for (const section of sections) yield* section.bytes()
  }
  const hash = createHash('sha256')
  for await (const chunk of bytes()) hash.update(chunk)
  return {
    sha256: hash.digest('hex'),
    unpackSize: unpack.byteLength,
    tableSize: table.byteLength,
    needs: needsOf(sections, files.diskSpace),
    bytes,
  }
}

function sectionsOf(files: StageFiles): Section[] {
  const blobs = new Map(files.steps.flatMap(blobsOf).map((blob) => [blob.sha256, blob]))
  return [
    ...[...files.run].map(([name, content]) => fixed(`run:${name}`, content)),
    fixed('steps', stepsList(files.steps)),
    fixed('steps.sh', stepsScript(files.steps, files.baseline)),
    fixed('probe.sh', files.probe),
    fixed('manifest.json', files.manifest),
    ...[...blobs.values()].map((blob) => ({ name: `blob:${blob.sha256}`, size: blob.size, bytes: () => blob.bytes() })),
  ]
}

/** During unpacking the host holds the bundle and its unpacked sections; each step also writes some files of its own. */
function needsOf(sections: readonly Section[], diskSpace: number): Bundle['needs'] {
  const bytes = sections.reduce((sum, section) => sum + section.size, 0)
  const own = 1024 * 1024
  return { kilobytes: Math.ceil((2 * bytes + diskSpace + own) / 1024), inodes: 8 * sections.length + 100 }
}

/** Leaves out blobs without bytes here, which are on the host already: backups. */
function blobsOf(step: Step): Blob[] {
  return [...step.forward, ...step.undo].flatMap((one) => one.blobs).filter((blob) => blob.isHere)
}

/** Offsets count from the bundle's first byte and include the table itself, so numbers are padded to a fixed width. */
function tableOf(sections: readonly Section[], unpackSize: number): Uint8Array {
  const width = 12
  const lineLength = (section: Section) => section.name.length + 2 * (width + 1) + 1
  let offset = unpackSize + sections.reduce((sum, section) => sum + lineLength(section), 0)
  const rows = sections.map((section) => {
    const row = `${section.name} ${String(offset).padStart(width)} ${String(section.size).padStart(width)}\n`
    offset += section.size
    return row
  })
  return encode(rows.join(''))
}

function fixed(name: string, content: string): Section {
  const bytes = encode(content)
  return {
    name,
    size: bytes.byteLength,
    bytes: async function* () {
      yield bytes
    },
  }
}

function encode(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}
