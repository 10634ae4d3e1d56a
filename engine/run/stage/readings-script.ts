import type { Resource } from '../../resources/resource.ts'
import { sh } from '../../shell.ts'

/** Of the output of a probe, the part that stays as it is until somebody changes it. */
const STEADY_PART: Readonly<Record<string, string>> = {
  // Not whether it runs: that may change while it starts, or fails.
  service: sh`sed '1s/ [^ ]*$//'`.script,
}

/** A resource, and the digest of what its probe found before the run's first write. */
export interface FoundResource {
  readonly resource: Resource
  readonly found: string | undefined
}

/**
 * Functions that read the resources of a run one by one, for its steps: `reading_N` runs the probe of the Nth resource of the
 * baseline, and `steady_N`, where there is one, its steady part; `found_N` is the digest of what it found before the first
 * write. The names come first, one a line.
 */
export function readingsScript(resources: readonly FoundResource[]): string {
  const names = resources.map(({ resource: { kind, name } }, index) => `# ${index + 1}: ${kind} ${printable(name)}`)
  const functions = resources.flatMap(({ resource: { kind, probe }, found = '' }, index) => {
    const position = index + 1
    const steady = STEADY_PART[kind]
    return [
      `found_${position}=${found}`,
      `reading_${position}() {`,
      probe.script,
      '}',
      ...(steady === undefined ? [] : [`steady_${position}() { reading_${position} | ${steady}; }`]),
    ]
  })
  return [...names, ...functions, ''].join('\n')
}

function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?')
}
