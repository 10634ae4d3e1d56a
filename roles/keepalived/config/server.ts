import { block, extra, flag, type Lines, setting } from '../../kit/config-text.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { type RealServer, realServersOf } from '../real-servers.ts'
import type { VirtualServer } from '../vars/server.ts'
import { quoted } from '../words.ts'
import { checkerLines } from './checker.ts'

/** A `virtual_server` block. Settings with a surprising default are always written (rule 25). */
export function virtualServerLines(server: VirtualServer, find: FindHosts): Lines {
  const reals = realServersOf(server, find)
  return block(
    `virtual_server ${head(server)}`,
    balancing(server),
    persistence(server),
    checking(server, reals),
    sorryServer(server),
    extra(server.extra),
    ...reals.map((real) => realServerLines(real, server.host)),
  )
}

function head(server: VirtualServer): string {
  return server.fwmark === undefined ? `${server.vip} ${server.port}` : `fwmark ${server.fwmark}`
}

function balancing(server: VirtualServer): Lines {
  return [
    `lvs_sched ${server.scheduler}`,
    ...server.scheduler_flags,
    `lvs_method ${server.mode.toUpperCase()}`,
    // keepalived warns about a protocol beside a firewall mark.
    ...setting('protocol', server.fwmark === undefined ? server.protocol.toUpperCase() : undefined),
    ...flag('ops', server.one_packet),
  ]
}

function persistence({ persistence }: VirtualServer): Lines {
  if (persistence === undefined) return []
  return [`persistence_timeout ${persistence.timeout}`, ...setting('persistence_granularity', persistence.granularity)]
}

function checking(server: VirtualServer, reals: readonly RealServer[]): Lines {
  // With alpha a server is down at first, and without a checker it would stay so.
  const allChecked = reals.every((real) => real.check.none === undefined)
  return [
    `delay_loop ${server.delay_loop}`,
    `warmup ${server.warmup}`,
    ...flag('alpha', server.alpha && allChecked),
    ...flag('omega', server.omega),
    `quorum ${server.quorum}`,
    `hysteresis ${server.hysteresis}`,
    ...setting('quorum_up', server.quorum_up && quoted(server.quorum_up)),
    ...setting('quorum_down', server.quorum_down && quoted(server.quorum_down)),
    ...flag('inhibit_on_failure', server.inhibit_on_failure),
    ...setting('virtualhost', server.host),
  ]
}

function sorryServer({ sorry_server: sorry, port }: VirtualServer): Lines {
  if (sorry === undefined) return []
  return [`sorry_server ${sorry.address} ${sorry.port ?? port ?? 0}`, ...flag('sorry_server_inhibit', sorry.inhibit)]
}

function realServerLines({ address, port, weight, check, described }: RealServer, host: string | undefined): Lines {
  return block(
    `real_server ${address} ${port}`,
    [`weight ${weight}`],
    setting('uthreshold', described.upper_threshold),
    setting('lthreshold', described.lower_threshold),
    setting('inhibit_on_failure', described.inhibit_on_failure?.toString()),
    setting('notify_up', described.notify_up && quoted(described.notify_up)),
    setting('notify_down', described.notify_down && quoted(described.notify_down)),
    extra(described.extra),
    checkerLines(check, host),
  )
}
