import { isOnPath } from './local/requirements.ts'
import { labPlace } from './place.ts'
import type { ProviderName } from './provider.ts'
import { readRecord } from './record.ts'

/** The machine that is to boot a lab. */
export interface LabMachine {
  /** As Node names it. */
  readonly platform: string
  readonly isRoot: boolean
  readonly hasVagrant: boolean
}

/** A provider, and the reason for it. */
export interface FittingProvider {
  readonly name: ProviderName
  readonly why: string
}

/** The provider that boots hosts soonest on this machine, of those that can. */
export function fittingProvider(needsIpvs: boolean, { platform, isRoot, hasVagrant }: LabMachine): FittingProvider {
  if (platform !== 'linux') return { name: 'vagrant', why: `this machine runs ${platform}` }
  if (!isRoot && hasVagrant) return { name: 'vagrant', why: 'the other labs need root' }
  return needsIpvs
    ? { name: 'uml', why: 'LVS needs hosts with a kernel of their own' }
    : { name: 'nspawn', why: 'containers boot in seconds, and nothing here needs IPVS' }
}

/** The provider of the inventory's lab if it is up, else a fitting one. */
export async function providerFor(inventoryPath: string, needsIpvs: boolean): Promise<FittingProvider> {
  const record = await readRecord(labPlace(inventoryPath))
  if (record !== undefined) return { name: record.provider, why: 'the lab is up' }
  return fittingProvider(needsIpvs, {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasVagrant: await isOnPath('vagrant', process.env.PATH ?? ''),
  })
}
