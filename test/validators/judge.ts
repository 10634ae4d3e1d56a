import type { Facts } from '../../engine/facts.ts'
import type { FileSpec } from '../../engine/resources/file.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { complaintsOf } from './complaints.ts'
import { ensureRoot, type Release } from './root.ts'
import { UnpackedHost } from './unpacked-host.ts'

interface Judgement {
  /** Paths of the files that a validator checked. */
  readonly judged: readonly string[]
  /** Errors and warnings of the validators, each with its file. */
  readonly complaints: readonly string[]
}

/**
 * Runs the shell lines of `prepare`, converges a host's files on an unpacked host, as a run would, and then runs every validator once more. Throws if a
 * validator refuses a file.
 */
export async function judge(
  release: Release,
  facts: Facts,
  resources: readonly Resource[],
  prepare = '',
): Promise<Judgement> {
  return judgeIn(await ensureRoot(release, () => {}), facts, resources, prepare)
}

/** The same in any unpacked root file system. */
export async function judgeIn(
  root: string,
  facts: Facts,
  resources: readonly Resource[],
  prepare = '',
): Promise<Judgement> {
  using host = new UnpackedHost(root, facts)
  if (prepare !== '') host.run(prepare)
  await host.converge(resources)
  const validated = resources.flatMap(({ kind, spec }) => (kind === 'file' ? validatedBy(spec as FileSpec) : []))
  const complaints = validated.flatMap(({ path, validate }) =>
    complaintsOf(host.validate(validate, path)).map((line) => `${path}: ${line}`),
  )
  return { judged: validated.map(({ path }) => path), complaints }
}

/** The path and validator of a file; empty for a file that shall be absent. */
function validatedBy({ path, content, validate }: FileSpec): { path: string; validate: string }[] {
  return content === undefined || validate === undefined ? [] : [{ path, validate }]
}
