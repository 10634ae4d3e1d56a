import { type Sh, sh } from '../shell.ts'
import { type BootUnit, convergeUnit, keepUnit, parseUnit, probeUnit, type UnitFile, unitFileOf } from './boot-unit.ts'
import type { ResourceType } from './resource.ts'

/** How something stands that only lives in the kernel, and that a unit brings back at every boot (rule 3). */
export type LastingState<Live extends boolean | string | null> = {
  readonly live: Live
  /** The unit that adds it at boot. */
  readonly persisted: UnitFile | null
}

/** The part that lives in the kernel. */
interface Kept<Spec, Live> {
  /** What `parse` gives where it is not there. */
  readonly missing: Live
  unitOf(spec: Spec): BootUnit
  desired(spec: Spec): Live
  probe(spec: Spec): Sh
  parse(output: string, spec: Spec): Live
  describe(live: Live): string
  put(spec: Spec, live: Live): Sh
  remove(spec: Spec): Sh
}

type Parts = 'desired' | 'probe' | 'parse' | 'stateLines' | 'backup' | 'converge'

/** What addresses, interfaces and routes have in common as resource types. */
export function lasting<Spec extends object, Live extends boolean | string | null>(
  kept: Kept<Spec, Live>,
): Pick<ResourceType<never, Spec, LastingState<Live>>, Parts> {
  const { missing, unitOf } = kept
  return {
    desired: (spec) => ({ live: kept.desired(spec), persisted: unitFileOf(unitOf(spec)) }),
    probe: (spec) => sh`${kept.probe(spec)} && ${probeUnit(unitOf(spec))}`,
    parse(output, spec) {
      const state = { live: kept.parse(output, spec), persisted: parseUnit(output) }
      return { state: state.live !== missing || state.persisted !== null ? state : null }
    },
    stateLines: ({ live, persisted }) => [
      kept.describe(live),
      persisted === null ? 'not added at boot' : 'added at boot',
    ],
    backup: (spec, { persisted }) => keepUnit(unitOf(spec), persisted),
    converge(spec, _from, to) {
      const { live, persisted } = to ?? { live: missing, persisted: null }
      const persist = convergeUnit(unitOf(spec), persisted)
      if (live === missing) return [persist, kept.remove(spec)]
      const put = kept.put(spec, live)
      // At boot the unit adds it in its turn. Without one, the network's own configuration has to come first.
      if (persisted === null) return [persist, sh`leave_at_boot ${'what lives in the kernel only is put back'}`, put]
      return [sh`at_boot || ${put}`, persist]
    },
  }
}
