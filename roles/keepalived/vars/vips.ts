import { bare } from '../../kit/addresses.ts'
import type { Instance } from './instance.ts'
import type { Vip } from './vip.ts'

/** The addresses in an instance's adverts, as they are written. */
export function vipsOf(instance: Instance): readonly string[] {
  return advertisedVips(instance).map(({ address }) => address)
}

/** The same with interfaces and labels. */
export function advertisedVips(instance: Instance): readonly Vip[] {
  return instance.vips ?? (instance.vip === undefined ? [] : [instance.vip])
}

/** All addresses of an instance, those among them that adverts do not contain. */
export function everyVip(instance: Instance): readonly Vip[] {
  return [...advertisedVips(instance), ...instance.excluded_vips]
}

/** All addresses of several instances, without prefixes. */
export function allVips(instances: readonly Instance[]): readonly string[] {
  return instances.flatMap((one) => everyVip(one).map(({ address }) => bare(address)))
}
