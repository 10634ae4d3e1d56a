import { CLOUDS } from '../../../engine/clouds.ts'
import type { Facts } from '../../../engine/facts.ts'
import type { Lint } from '../../contract.ts'
import { warn } from './lint.ts'

/** What a host is to do that only a network of one's own surely lets through. */
interface Uncommon {
  /** Instances of VRRP that send their adverts by multicast. */
  readonly multicast?: readonly string[]
  /** Addresses that it takes over or carries besides its own. */
  readonly carried?: readonly string[]
  /** How LVS passes requests on to real servers. */
  readonly modes?: readonly string[]
}

/** What the cloud that a host runs on often drops of it, and what to do (rule 52); nothing where it runs on none. */
export function cloudLints({ cloud: name }: Facts, uncommon: Uncommon): readonly Lint[] {
  const cloud = CLOUDS.find((one) => one.name === name)
  if (cloud === undefined) return []
  const { multicast = [], carried = [], modes = [] } = uncommon
  return [
    ...told(multicast, (all) => `VRRP by multicast: write unicast: true into instances ${all}`),
    ...told(carried, (all) => `what goes to addresses that it did not give out: ask it for ${all} as ${cloud.movable}`),
    ...told(
      modes,
      (all) =>
        `packets that are not from or to a host's own address, as mode ${all} sends them: on directors and real servers, ${cloud.foreign ?? 'ask whether its check of addresses can be switched off'}`,
    ),
  ].map((what) => warn(52, `${cloud.name} often drops ${what}`))
}

function told(names: readonly string[], sentence: (all: string) => string): readonly string[] {
  const all = [...new Set(names)].toSorted().join(', ')
  return all === '' ? [] : [sentence(all)]
}
