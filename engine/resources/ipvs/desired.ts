import { endpoint, type IpvsServiceInput, type IpvsServiceSpec, ipvsServiceSpec } from './spec.ts'
import { byEndpoint, type IpvsServer, type IpvsService, serverOptions, settingsOptions } from './table.ts'

/** The lines from which `ipvsadm -R` creates the service. */
export function ipvsRules(input: IpvsServiceInput): readonly string[] {
  const checked = ipvsServiceSpec.parse(input)
  const [key, state] = [keyOf(checked).join(' '), desiredOf(checked)]
  const servers = state.servers.map((server) => `-a ${key} -r ${server.endpoint} ${serverOptions(server)}`)
  return [`-A ${key} ${settingsOptions(state)}`, ...servers]
}

/** Name of the service: `tcp 10.0.0.100:80`, `fwmark 7`, `fwmark 7 IPv6`. */
export function nameOf(spec: IpvsServiceSpec): string {
  const { vip, port, protocol, fwmark, ipv6 } = spec
  if (vip === undefined || port === undefined) return `fwmark ${fwmark}${ipv6 ? ' IPv6' : ''}`
  return `${protocol} ${endpoint(vip, port)}`
}

/** Options of ipvsadm that select the service. */
export function keyOf({ vip, port, protocol, fwmark, ipv6 }: IpvsServiceSpec): readonly string[] {
  if (vip === undefined || port === undefined) return ['-f', String(fwmark), ...(ipv6 ? ['-6'] : [])]
  return [protocol === 'tcp' ? '-t' : '-u', endpoint(vip, port)]
}

/** The service as the kernel's table is to hold it. */
export function desiredOf(spec: IpvsServiceSpec): IpvsService {
  return {
    scheduler: spec.scheduler,
    flags: [...new Set(spec.scheduler_flags.map((flag) => flagName(spec.scheduler, flag)))].toSorted().join(','),
    persistence: spec.persistence?.timeout ?? null,
    granularity: granularityOf(spec.persistence?.granularity),
    onePacket: spec.one_packet,
    others: '',
    servers: spec.real_servers.map((server) => serverState(server, spec.port ?? 0)).toSorted(byEndpoint),
  }
}

function serverState(server: IpvsServiceSpec['real_servers'][number], port: number): IpvsServer {
  return {
    endpoint: endpoint(server.address, server.port ?? port),
    mode: server.mode,
    weight: server.weight,
    upper: server.upper_threshold ?? 0,
    lower: server.lower_threshold ?? 0,
    others: '',
  }
}

/** For sh and mh, ipvsadm prints the first two flags by name, even if they were given by number. */
function flagName(scheduler: string, flag: string): string {
  const names: Readonly<Record<string, string>> = { 'flag-1': `${scheduler}-fallback`, 'flag-2': `${scheduler}-port` }
  return ['sh', 'mh'].includes(scheduler) ? (names[flag] ?? flag) : flag
}

/** Null for the whole address, which ipvsadm does not print either. */
function granularityOf(granularity: string | undefined): string | null {
  return granularity === undefined || ['255.255.255.255', '128'].includes(granularity) ? null : granularity
}
