import { CLOUDS } from '../../../engine/clouds.ts'
import type { Facts } from '../../../engine/facts.ts'
import type { Lint } from '../../contract.ts'
import { warn } from './lint.ts'

/** Packets that a host sends or gets, and that a cloud's network may drop. */
interface UnusualTraffic {
  /** VRRP instances that send their adverts by multicast. */
  readonly multicast?: readonly string[]
  /** Addresses that the host carries, or takes over, besides its own. */
  readonly carried?: readonly string[]
  /** Modes in which LVS passes requests on to real servers. */
  readonly modes?: readonly string[]
}

/** Warns of packets that the host's cloud often drops, and says what to do (rule 52). Empty if it runs on no cloud. */
export function cloudLints({ cloud: name }: Facts, unusual: UnusualTraffic): readonly Lint[] {
  const cloud = CLOUDS.find((one) => one.name === name)
  if (cloud === undefined) return []
  const { multicast = [], carried = [], modes = [] } = unusual
  return [
    ...sentences(multicast, (all) => `VRRP by multicast: write unicast: true into instances ${all}`),
    ...sentences(
      carried,
      (all) => `what goes to addresses that it did not give out: ask it for ${all} as ${cloud.movable}`,
    ),
    ...sentences(
      modes,
      (all) =>
        `packets that are not from or to a host's own address, as mode ${all} sends them: on directors and real servers, ${cloud.foreign ?? 'ask whether its check of addresses can be switched off'}`,
    ),
  ].map((what) => warn(52, `${cloud.name} often drops ${what}`))
}

function sentences(names: readonly string[], sentence: (all: string) => string): readonly string[] {
  const all = [...new Set(names)].toSorted().join(', ')
  return all === '' ? [] : [sentence(all)]
}
