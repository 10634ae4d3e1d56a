import { bare, isVersion6 } from '../../kit/addresses.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import type { Globals } from './global.ts'
import type { Instance, SyncGroup } from './instance.ts'
import type { VirtualServer } from './server.ts'
import type { TrackFile, TrackProcess, TrackScript } from './track.ts'
import { vipsOf } from './vips.ts'

interface Named {
  readonly global: Globals
  readonly instances: readonly Instance[]
  readonly sync_groups: readonly SyncGroup[]
  readonly track_processes: readonly TrackProcess[]
  readonly track_scripts: readonly TrackScript[]
  readonly track_files: readonly TrackFile[]
  readonly virtual_servers: readonly VirtualServer[]
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
    vipsOf(one).flatMap((vip, position) => {
      const owner = owners.get(bare(vip))
      owners.set(bare(vip), owner ?? one.name)
      if (owner === undefined) return []
      const message =
        owner === one.name ? `${bare(vip)} is there twice` : `${bare(vip)} is an address of instance "${owner}" already`
      return [{ path: ['instances', index, ...(one.vips === undefined ? ['vip'] : ['vips', position])], message }]
    }),
  )
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
  return [...groups, ...tracks]
}

/** VRRP version 2 has only whole seconds, and keepalived would round others. */
export function fractions(vars: Named): Complaint[] {
  return vars.instances.flatMap((one, index) =>
    vars.global.vrrp_version === 3 || Number.isInteger(one.advert_int) || vipsOf(one).some(isVersion6)
      ? []
      : [{ path: ['instances', index, 'advert_int'], message: 'whole seconds are needed with vrrp_version 2' }],
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
