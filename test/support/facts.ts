import type { Facts } from '../../engine/facts.ts'

/** The facts of a Debian 12 host that was not reached over the network. */
export const debian12: Facts = {
  hostname: 'host',
  distribution: 'debian',
  families: ['debian'],
  version: '12',
  kernel: '6.1.0',
  packageManager: 'apt',
  systemd: true,
  cloud: undefined,
  reachedAt: undefined,
  reachedFrom: undefined,
  interfaces: [],
  advertised: [],
  ipvsSchedulers: undefined,
  processEvents: true,
}
