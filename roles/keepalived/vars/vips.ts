import { bare } from '../../kit/addresses.ts'
import type { Instance } from './instance.ts'

/** All addresses of an instance, as they are written. */
export function vipsOf(instance: Instance): readonly string[] {
  return instance.vips ?? (instance.vip === undefined ? [] : [instance.vip])
}

/** All addresses of several instances, without prefixes. */
export function allVips(instances: readonly Instance[]): readonly string[] {
  return instances.flatMap((one) => vipsOf(one).map(bare))
}
