import type { Facts } from '../../../engine/facts.ts'
import type { HostView, Lint } from '../../contract.ts'
import { refuse, warn } from '../lints/lint.ts'

/** How a service of the IPVS table passes packets on. */
interface Forwarding {
  readonly mode: string
  /** Undefined behind a firewall mark. */
  readonly port?: number | undefined
}

/** DR and TUN do not change packets: a real server must have the service's port. */
export function remappedPorts(
  service: string,
  { mode, port }: Forwarding,
  reals: readonly { readonly name: string; readonly port: number }[],
): Lint[] {
  if (mode === 'nat') return []
  return reals
    .filter((real) => real.port !== (port ?? 0))
    .map((real) =>
      refuse(
        7,
        `${service}: ${real.name} has port ${real.port}, but mode ${mode} passes ${port === undefined ? 'every port' : `port ${port}`} on unchanged`,
      ),
    )
}

/** A scheduler is a module of the kernel, which a host may lack. */
export function unknownScheduler(
  service: string,
  scheduler: string,
  host: HostView & { readonly facts: Facts },
): Lint[] {
  const known = host.facts.ipvsSchedulers
  if (known === undefined || known.includes(scheduler)) return []
  const has = known.length === 0 ? 'no scheduler of IPVS' : `only ${known.join(', ')}`
  return [refuse(11, `${service}: the kernel of ${host.name} has no scheduler ${scheduler}, it has ${has}`)]
}

/** Schedulers that look at the weight only to leave out servers of weight 0, and those that weigh in their place. */
const WEIGHED: Readonly<Record<string, string>> = { rr: 'wrr', lc: 'wlc' }

/** The module of the kernel spreads requests evenly, whatever weights the table shows. */
export function ignoredWeights(
  service: string,
  scheduler: string,
  reals: readonly { readonly weight: number }[],
): Lint[] {
  const weights = new Set(reals.map(({ weight }) => weight).filter((weight) => weight > 0))
  const instead = Object.hasOwn(WEIGHED, scheduler) ? WEIGHED[scheduler] : undefined
  if (instead === undefined || weights.size < 2) return []
  const shown = [...weights].sort((one, other) => one - other).join(' and ')
  return [warn(11, `${service}: the scheduler ${scheduler} ignores the weights ${shown}; ${instead} follows them`)]
}

/** With dr and tun the director sees only one direction of each connection, so that conntrack is of no use. */
export function idleTracking(vars: {
  readonly conntrack: boolean
  readonly virtual_servers: readonly Forwarding[]
}): Lint[] {
  if (!vars.conntrack || vars.virtual_servers.some(({ mode }) => mode === 'nat')) return []
  return [warn(8, 'conntrack costs every packet a look-up, and with dr and tun answers never pass a director')]
}
