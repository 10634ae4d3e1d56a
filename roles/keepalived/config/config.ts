import type { Facts } from '../../../engine/facts.ts'
import type { Text } from '../../../engine/secrets.ts'
import type { HostView } from '../../contract.ts'
import { extra, sectionedFile } from '../../kit/config-text.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { globalLines } from './global.ts'
import { instanceLines, syncGroupLines } from './instance.ts'
import { interfaceOf } from './interface.ts'
import { virtualServerLines } from './server.ts'
import { trackFileLines, trackProcessLines, trackScriptLines } from './track.ts'

/** The host that a configuration is for, and the other hosts that it needs. */
export interface Director {
  readonly host: HostView & { readonly facts: Facts }
  readonly members: readonly HostView[]
  readonly hosts: FindHosts
}

/** keepalived.conf for one director. */
export function keepalivedConfig(vars: KeepalivedVars, director: Director): Text {
  const { host, members } = director
  return sectionedFile(
    globalLines(vars, host.name),
    extra(vars.extra_first),
    ...vars.track_processes.map(trackProcessLines),
    ...vars.track_scripts.map(trackScriptLines),
    ...vars.track_files.map(trackFileLines),
    ...vars.sync_groups.map(syncGroupLines),
    ...vars.instances.map((one) => instanceLines(one, { host, members, interface: interfaceOf(one, host) })),
    ...vars.virtual_servers.map((one) => virtualServerLines(one, director.hosts)),
    extra(vars.extra),
  )
}
