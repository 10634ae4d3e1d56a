import type { LabHost } from '../layout.ts'
import type { LabPlace } from '../place.ts'
import { hostOf } from '../record.ts'
import { setCables, setIsolated } from './namespace.ts'

/** Unplugs a host's network cables. */
export async function cutNetwork(place: LabPlace, host: string): Promise<void> {
  await setCables(place.namespace, await hostOf(place, host), 'out')
}

export async function restoreNetwork(place: LabPlace, host: string): Promise<void> {
  await setCables(place.namespace, await hostOf(place, host), 'in')
}

/** Cuts the network between these hosts only: the controller and all other hosts reach each of them. */
export async function cutBetween(place: LabPlace, hosts: readonly string[]): Promise<void> {
  await setIsolated(place.namespace, await allOf(place, hosts), 'on')
}

export async function restoreBetween(place: LabPlace, hosts: readonly string[]): Promise<void> {
  await setIsolated(place.namespace, await allOf(place, hosts), 'off')
}

function allOf(place: LabPlace, hosts: readonly string[]): Promise<LabHost[]> {
  return Promise.all(hosts.map((host) => hostOf(place, host)))
}
