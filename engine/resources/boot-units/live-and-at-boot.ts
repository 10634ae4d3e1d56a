import { type Sh, sh } from '../../shell.ts'
import type { ResourceType } from '../resource.ts'
import {
  type BootUnit,
  convergeBootUnit,
  parseBootUnit,
  probeBootUnit,
  type UnitFile,
  unitFileOf,
} from './boot-unit.ts'

/** State of a resource that lives only in the kernel, and that a systemd unit adds again at every boot (rule 3). */
export type LiveAndAtBootState<Live extends boolean | string | null> = {
  /** In the kernel now. */
  readonly live: Live
  /** The unit that adds it at boot; null if there is none. */
  readonly persisted: UnitFile | null
}

/** The functions of a type for the part in the kernel. */
interface LivePart<Spec, Live> {
  /** The value of `live` if the kernel does not have it. */
  readonly absent: Live
  unitOf(spec: Spec): BootUnit
  desired(spec: Spec): Live
  probe(spec: Spec): Sh
  parse(output: string, spec: Spec): Live
  /** One line for the plan. */
  describe(live: Live): string
  put(spec: Spec, live: Live): Sh
  remove(spec: Spec): Sh
}

type Functions = 'desired' | 'probe' | 'parse' | 'stateLines' | 'converge'

/** The functions that the types `address`, `interface` and `route` share: they add the boot unit to the live part. */
export function liveAndAtBoot<Spec extends object, Live extends boolean | string | null>(
  livePart: LivePart<Spec, Live>,
): Pick<ResourceType<never, Spec, LiveAndAtBootState<Live>>, Functions> {
  const { absent, unitOf } = livePart
  return {
    desired: (spec) => ({ live: livePart.desired(spec), persisted: unitFileOf(unitOf(spec)) }),
    probe: (spec) => sh`${livePart.probe(spec)} && ${probeBootUnit(unitOf(spec))}`,
    parse(output, spec) {
      const state = { live: livePart.parse(output, spec), persisted: parseBootUnit(output) }
      return { state: state.live !== absent || state.persisted !== null ? state : null }
    },
    stateLines: ({ live, persisted }) => [
      livePart.describe(live),
      persisted === null ? 'not added at boot' : 'added at boot',
    ],
    converge(spec, _from, to) {
      const { live, persisted } = to ?? { live: absent, persisted: null }
      const convergeUnit = convergeBootUnit(unitOf(spec), persisted)
      if (live === absent) return [convergeUnit, livePart.remove(spec)]
      const put = livePart.put(spec, live)
      // During a revert at boot the unit adds it in its turn. Without a unit the step is left until the host is up:
      // the network's own configuration must come first.
      if (persisted === null)
        return [convergeUnit, sh`leave_at_boot ${'settings of the running kernel are restored'}`, put]
      return [sh`at_boot || ${put}`, convergeUnit]
    },
  }
}
