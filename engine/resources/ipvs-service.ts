import { isDeepStrictEqual } from 'node:util'
import { type Sh, sh } from '../shell.ts'
import { desiredOf, keyOf, nameOf } from './ipvs/desired.ts'
import { type IpvsServiceInput, type IpvsServiceSpec, ipvsServiceSpec } from './ipvs/spec.ts'
import {
  type IpvsServer,
  type IpvsService,
  parseIpvsTable,
  sameSettings,
  serverOptions,
  settingsOptions,
} from './ipvs/table.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

export const ipvsServiceType: ResourceType<IpvsServiceInput, IpvsServiceSpec, IpvsService> = {
  kind: 'ipvs_service',
  exclusive: true,
  summary:
    "A virtual service in the kernel's IPVS table with its real servers, by ipvsadm. It changes in place, so connections survive. The role ipvs also restores it at boot.",
  spec: ipvsServiceSpec,
  name: nameOf,
  desired: desiredOf,
  probe: (spec) => sh`read_ipvs_service ${keyOf(spec)}`,
  parse(output, spec) {
    if (output.trim() === 'unreadable')
      return { notYet: 'reading the IPVS table needs ipvsadm, which the host does not have (yet)' }
    const found = parseIpvsTable(output).get(nameOf(spec))
    return { state: found === undefined ? null : { ...found, servers: withThresholds(found.servers, output) } }
  },
  stateLines: (state) => [...settingsLines(state), ...state.servers.map(serverLine)],
  converge(spec, from, to) {
    const key = keyOf(spec).join(' ')
    if (to === null) return [sh`remove_ipvs_service ${key}`]
    // The unit that fills the table at boot skips a table that is not empty, so an undo at boot must leave it empty.
    return [
      sh`leave_at_boot ${'the IPVS table is restored'}`,
      ...settingsSteps(key, from, to),
      ...serverSteps(key, from, to),
    ]
  },
}

/** Sets the settings if they differ. */
function settingsSteps(key: string, from: IpvsService | null, to: IpvsService): readonly Sh[] {
  return from !== null && sameSettings(from, to) ? [] : [sh`set_ipvs_service ${key} ${settingsOptions(to)}`]
}

/** Sets only the servers that differ, and removes servers last, so that some server always answers. */
function serverSteps(key: string, from: IpvsService | null, to: IpvsService): readonly Sh[] {
  const before = from?.servers ?? []
  const changed = to.servers.filter((server) => !before.some((one) => isDeepStrictEqual(one, server)))
  const gone = before.filter(({ endpoint }) => !to.servers.some((one) => one.endpoint === endpoint))
  return [
    ...changed.map((server) => sh`set_ipvs_server ${key} ${server.endpoint} ${serverOptions(server)}`),
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
  const upperLimit = upper > 0 ? [`at most ${upper} connections`] : []
  const lowerLimit = lower > 0 ? [`again below ${lower}`] : []
  return [
    `${endpoint} by ${mode}`,
    `weight ${weight}`,
    ...upperLimit,
    ...lowerLimit,
    ...(others === '' ? [] : [others]),
  ].join(', ')
}

export const ipvsService = (input: IpvsServiceInput, placement?: Placement): Resource =>
  makeResource(ipvsServiceType, input, placement)
