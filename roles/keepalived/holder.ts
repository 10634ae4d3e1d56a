import type { Facts } from '../../engine/facts.ts'
import { bare, interfaceWith } from '../kit/addresses.ts'
import type { Instance } from './vars/instance.ts'
import { vipsOf } from './vars/vips.ts'

/** Whether a host holds one of the instances' addresses now, so that it changes last. */
export function holdsVip(instances: readonly Instance[], facts: Facts): boolean {
  return instances.flatMap(vipsOf).some((vip) => interfaceWith(facts, bare(vip)) !== undefined)
}
