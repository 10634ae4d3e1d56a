import { bare, isVersion6 } from '../../kit/addresses.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { checksOf } from './checker.ts'
import type { Globals } from './global.ts'
import type { Instance, SyncGroup } from './instance.ts'
import type { VirtualServer } from './server.ts'
import type { TrackFile, TrackProcess, TrackScript } from './track.ts'
import { advertisedVips, everyVip, vipsOf } from './vips.ts'

interface Named {
  readonly global: Globals
  readonly instances: readonly Instance[]
  readonly sync_groups: readonly SyncGroup[]
  readonly track_processes: readonly TrackProcess[]
  readonly track_scripts: readonly TrackScript[]
  readonly track_files: readonly TrackFile[]
  readonly virtual_servers: readonly VirtualServer[]
  readonly extra?: string | undefined
}

/** An error, and its path in the vars. */
export interface Complaint {
  readonly path: (string | number)[]
  readonly message: string
}

/** Names and services that are there twice. */
export function repetitions(vars: Named): Complaint[] {
  const lists = {
    instances: vars.instances.map((one) => one.name),
    sync_groups: vars.sync_groups.map((one) => one.name),
    track_processes: vars.track_processes.map((one) => one.name),
    track_scripts: vars.track_scripts.map((one) => one.name),
    track_files: vars.track_files.map((one) => one.name),
    virtual_servers: vars.virtual_servers.map(serviceName),
  }
  return Object.entries(lists).flatMap(([list, names]) =>
    names.flatMap((name, index) =>
      names.indexOf(name) === index ? [] : [{ path: [list, index], message: `"${name}" is there twice` }],
    ),
  )
}

/** An address in two instances, or twice in one: both would take it (rule 56). */
export function sharedVips({ instances }: Pick<Named, 'instances'>): Complaint[] {
  const owners = new Map<string, string>()
  return instances.flatMap((one, index) =>
    everyVip(one).flatMap(({ address }, position) => {
      const vip = bare(address)
      const owner = owners.get(vip)
      owners.set(vip, owner ?? one.name)
      if (owner === undefined) return []
      const message =
        owner === one.name ? `${vip} is there twice` : `${vip} is an address of instance "${owner}" already`
      return [{ path: ['instances', index, ...keyOf(one, position)], message }]
    }),
  )
}

/** The key of an address, by its position among all of an instance. */
function keyOf(instance: Instance, position: number): (string | number)[] {
  const advertised = advertisedVips(instance).length
  if (position >= advertised) return ['excluded_vips', position - advertised]
  return instance.vips === undefined ? ['vip'] : ['vips', position]
}

/** References to instances, processes or scripts that do not exist. */
export function danglingNames(vars: Named): Complaint[] {
  const groups = vars.sync_groups.flatMap((group, index) =>
    missing(group.instances, vars.instances, ['sync_groups', index, 'instances'], 'instance'),
  )
  const tracks = vars.instances.flatMap((one, index) => [
    ...missing(one.track_process, vars.track_processes, ['instances', index, 'track_process'], 'track_processes entry'),
    ...missing(one.track_script, vars.track_scripts, ['instances', index, 'track_script'], 'track_scripts entry'),
    ...missing(one.track_file, vars.track_files, ['instances', index, 'track_file'], 'track_files entry'),
  ])
  const { lvs_sync_daemon: daemon } = vars.global
  const ownInstances = [...(vars.extra ?? '').matchAll(/^\s*vrrp_instance\s+(\S+)/gm)].map(([, name = '']) => ({
    name,
  }))
  const daemons =
    daemon === undefined
      ? []
      : missing(
          [daemon.instance],
          [...vars.instances, ...ownInstances],
          ['global', 'lvs_sync_daemon', 'instance'],
          'instance',
        )
  const files = vars.virtual_servers.flatMap((server, index) => {
    const listed = typeof server.real_servers === 'string' ? [] : server.real_servers
    const own = listed.map(({ check }, position) => ({ check, path: ['real_servers', position] }))
    return [{ check: server.check, path: [] }, ...own].flatMap(({ check, path }) => {
      const names = check === undefined ? [] : checksOf(check).flatMap(({ file }) => file?.track_file ?? [])
      return missing(names, vars.track_files, ['virtual_servers', index, ...path, 'check'], 'track_files entry')
    })
  })
  return [...groups, ...tracks, ...daemons, ...files]
}

/** What keepalived refuses, or changes and complains about, by the version of VRRP, which is 3 for IPv6. */
export function versions(vars: Named): Complaint[] {
  return vars.instances.flatMap((one, index) => {
    const is6 = vipsOf(one).some(isVersion6)
    const is3 = is6 || vars.global.vrrp_version === 3
    const at = (key: string, message: string) => ({ path: ['instances', index, key], message })
    const { advert_int, auth_pass, source, unicast } = one
    const strange = (address: string | undefined) => address !== undefined && isVersion6(address) !== is6
    const family = `must be of the same family, IPv4 or IPv6, as the vip`
    const members = typeof unicast === 'object' ? Object.values(unicast) : typeof unicast === 'string' ? [unicast] : []
    return [
      ...(is3 || Number.isInteger(advert_int)
        ? []
        : [at('advert_int', 'whole seconds are needed with vrrp_version 2')]),
      ...(is3 && advert_int > MOST_SECONDS_3
        ? [at('advert_int', `at most ${MOST_SECONDS_3} seconds with version 3 of VRRP, which IPv6 has`)]
        : []),
      ...(is3 && auth_pass !== undefined
        ? [at('auth_pass', 'version 3 of VRRP, which IPv6 has, knows no passwords: leave it out (rule 21)')]
        : []),
      ...(strange(source) ? [at('source', family)] : []),
      ...(members.some(strange) ? [at('unicast', family)] : []),
    ]
  })
}

/** Adverts of version 3 hold hundredths of seconds in 12 bits. */
const MOST_SECONDS_3 = 40.95

/** An instance moves with one group only. */
export function sharedInstances({ sync_groups }: Named): Complaint[] {
  const owners = new Map<string, string>()
  return sync_groups.flatMap((group, index) =>
    group.instances.flatMap((name, position) => {
      const owner = owners.get(name)
      owners.set(name, owner ?? group.name)
      const message = `"${name}" is in sync group "${owner}" already`
      return owner === undefined ? [] : [{ path: ['sync_groups', index, 'instances', position], message }]
    }),
  )
}

function missing(
  names: readonly string[],
  among: readonly { readonly name: string }[],
  path: (string | number)[],
  what: string,
): Complaint[] {
  const known = among.map((one) => one.name)
  return names.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [{ path: [...path, index], message: `there is no ${what} "${name}"; known: ${known.join(', ') || 'none'}` }],
  )
}
