import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import { addressesAndLinks, carriersOf } from '../../kit/looks/carriers.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { allVips } from '../vars/vips.ts'

interface Expected {
  readonly vip: string
  readonly interface: string
  readonly id: number
}

/** The holder sends its connections to the other directors, which receive them. */
export function syncDaemonChecks(vars: KeepalivedVars, directors: readonly string[]): readonly Check[] {
  const { lvs_sync_daemon: daemon } = vars.global
  const instance = vars.instances.find(({ name }) => name === daemon?.instance)
  const [vip] = instance === undefined ? [] : allVips([instance])
  if (daemon === undefined || instance === undefined || vip === undefined) return []
  const expected = { vip, interface: daemon.interface, id: daemon.id ?? instance.router_id }
  return directors.map((director) =>
    checkOf({
      title: `the kernel of ${director} takes part in the exchange of connections`,
      advice: `Compare with ipvsadm -L --daemon on ${director}, and look whether UDP port 8848 passes between the directors.`,
      expects: expected,
      looks: {
        daemon: { from: director, run: sh`ipvsadm -L --daemon` },
        addresses: { from: director, run: addressesAndLinks },
      },
      within: 15,
      judge: (results) => judgeDaemon(expected, results),
    }),
  )
}

/** Reads lines such as `master sync daemon (mcast=eth0, syncid=51, maxlen=1472, …)`. */
export function judgeDaemon(
  { vip, interface: at, id }: Expected,
  { daemon, addresses }: { readonly daemon: LookResult; readonly addresses: LookResult },
): Verdict {
  if (daemon.status !== 0) return { holds: false, saw: `ipvsadm: ${daemon.output.trim() || 'no answer'}` }
  if (addresses.status !== 0) return { holds: false, saw: addresses.output.trim() || 'no answer' }
  const isHolder = carriersOf(vip, addresses.output).some((one) => !['lo', 'tunl0'].includes(one.interface))
  const role = isHolder ? 'master' : 'backup'
  const found = [...daemon.output.matchAll(/^(master|backup) sync daemon \(mcast=([^,)]+), syncid=(\d+)/gm)]
  const seen = found.map(([, state, place, number]) => `${state} on ${place} with id ${number}`)
  const wanted = `${role} on ${at} with id ${id}`
  return { holds: seen.includes(wanted), saw: `${seen.join(', ') || 'no daemon runs'}; ${wanted} is needed` }
}
