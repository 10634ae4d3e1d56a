import type { Facts } from '../../engine/facts.ts'
import type { FileSpec } from '../../engine/resources/file.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { complaintsOf } from './complaints.ts'
import { UnpackedHost } from './unpacked-host.ts'

/**
 * Makes a host's files in a root file system, as a run would, and lets the validator of each judge it once more:
 * what they had against it, by file. Throws where a file was refused.
 */
export async function judge(
  root: string,
  facts: Facts,
  resources: readonly Resource[],
): Promise<{ readonly judged: readonly string[]; readonly complaints: readonly string[] }> {
  using host = new UnpackedHost(root, facts)
  await host.converge(resources)
  const validated = resources.flatMap(({ kind, spec }) => {
    const { path, validate, content } = spec as FileSpec
    return kind === 'file' && validate !== undefined && content !== undefined ? [{ path, validate }] : []
  })
  const complaints = validated.flatMap(({ path, validate }) =>
    complaintsOf(host.validate(validate, path)).map((line) => `${path}: ${line}`),
  )
  return { judged: validated.map(({ path }) => path), complaints }
}
