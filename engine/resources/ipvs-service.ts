import { isDeepStrictEqual } from 'node:util'
import { type Sh, sh } from '../shell.ts'
import { keyOf, nameOf, stateOf } from './ipvs/desired.ts'
import { type IpvsServiceInput, type IpvsServiceSpec, ipvsServiceSpec } from './ipvs/spec.ts'
import {
  type IpvsServer,
  type IpvsService,
  parseIpvsTable,
  sameSettings,
  serverWords,
  settingsWords,
} from './ipvs/table.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

export const ipvsServiceType: ResourceType<IpvsServiceInput, IpvsServiceSpec, IpvsService> = {
  kind: 'ipvs_service',
  exclusive: true,
  summary:
    "A virtual service of the kernel's IPVS table with its real servers, by ipvsadm. It changes in place: connections live on. The role ipvs brings it back at boot, too.",
  spec: ipvsServiceSpec,
  name: nameOf,
  desired: stateOf,
  probe: (spec) => sh`read_ipvs_service ${keyOf(spec)}`,
  parse(output, spec) {
    if (output.trim() === 'unreadable') return { notYet: 'the IPVS table is read by ipvsadm, which is not there (yet)' }
    const found = parseIpvsTable(output).get(nameOf(spec))
    return { state: found === undefined ? null : { ...found, servers: withThresholds(found.servers, output) } }
  },
  stateLines: (state) => [...settingsLines(state), ...state.servers.map(serverLine)],
  converge(spec, from, to) {
    const key = keyOf(spec).join(' ')
    if (to === null) return [sh`remove_ipvs_service ${key}`]
    // Early at boot the table is empty: the unit that fills it would take one that is not for its own work.
    return [sh`leave_at_boot ${'the IPVS table is put back'}`, ...settings(key, from, to), ...servers(key, from, to)]
  },
}

/** The settings, where they differ. */
function settings(key: string, from: IpvsService | null, to: IpvsService): readonly Sh[] {
  return from !== null && sameSettings(from, to) ? [] : [sh`set_ipvs_service ${key} ${settingsWords(to)}`]
}

/** Only the servers that differ; those that leave come last, so that there is always somebody who answers. */
function servers(key: string, from: IpvsService | null, to: IpvsService): readonly Sh[] {
  const before = from?.servers ?? []
  const changed = to.servers.filter((server) => !before.some((one) => isDeepStrictEqual(one, server)))
  const gone = before.filter(({ endpoint }) => !to.servers.some((one) => one.endpoint === endpoint))
  return [
    ...changed.map((server) => sh`set_ipvs_server ${key} ${server.endpoint} ${serverWords(server)}`),
    ...gone.map(({ endpoint }) => sh`remove_ipvs_server ${key} ${endpoint}`),
  ]
}

function withThresholds(found: readonly IpvsServer[], output: string): readonly IpvsServer[] {
  const thresholds = new Map(
    [...output.matchAll(/^thresholds (\S+) (\d+) (\d+)$/gm)].map(([, endpoint, ...limits]) => [endpoint, limits]),
  )
  return found.map((server) => {
    const [upper = 0, lower = 0] = thresholds.get(server.endpoint)?.map(Number) ?? []
    return { ...server, upper, lower }
  })
}

function settingsLines({ scheduler, flags, persistence, granularity, onePacket, others }: IpvsService): string[] {
  const network = granularity === null ? '' : `, clients of one network (${granularity}) together`
  return [
    `scheduler ${scheduler}${flags === '' ? '' : ` (${flags})`}`,
    ...(persistence === null ? [] : [`persistent for ${persistence} seconds${network}`]),
    ...(onePacket ? ['every packet by itself'] : []),
    ...(others === '' ? [] : [others]),
  ]
}

function serverLine({ endpoint, mode, weight, upper, lower, others }: IpvsServer): string {
  const most = upper > 0 ? [`at most ${upper} connections`] : []
  const again = lower > 0 ? [`again below ${lower}`] : []
  return [`${endpoint} by ${mode}`, `weight ${weight}`, ...most, ...again, ...(others === '' ? [] : [others])].join(
    ', ',
  )
}

export const ipvsService = (input: IpvsServiceInput, placement?: Placement): Resource =>
  makeResource(ipvsServiceType, input, placement)
