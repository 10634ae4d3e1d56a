import type { HostView } from '../../contract.ts'
import { withPrefix } from '../../kit/addresses.ts'
import { block, extra, flag, type Lines, optionalBlock, setting } from '../../kit/config-text.ts'
import type { Instance, Notify, SyncGroup } from '../vars/instance.ts'
import type { Vip } from '../vars/vip.ts'
import { advertisedVips } from '../vars/vips.ts'
import { quoted } from '../words.ts'
import { advertAddress } from './advert-address.ts'
import { priorityOf, ranking } from './priority.ts'

/** The host that an instance is for, all members, and the instance's interface on the host. */
export interface Place {
  readonly host: HostView
  readonly members: readonly HostView[]
  readonly interface: string
}

/** A `vrrp_instance` block for one host. */
export function instanceLines(instance: Instance, place: Place): Lines {
  return block(
    `vrrp_instance ${instance.name}`,
    election(instance, place),
    unicast(instance, place),
    authentication(instance),
    garp(instance),
    addresses(instance, place),
    tracks(instance, place),
    notifyLines(instance.notify),
    extra(instance.extra),
  )
}

/** `state` is only the initial state. Priorities elect the holder, so that BACKUP works on all members (rule 16). */
function election(instance: Instance, place: Place): Lines {
  return [
    `state ${initialState(instance, place)}`,
    ...flag('nopreempt', !instance.preempt),
    ...setting('preempt_delay', instance.preempt_delay),
    `interface ${place.interface}`,
    `virtual_router_id ${instance.router_id}`,
    `priority ${priorityOf(instance, place.host, place.members)}`,
    `advert_int ${instance.advert_int}`,
  ]
}

function initialState(instance: Instance, { host, members }: Place): 'MASTER' | 'BACKUP' {
  const [first] = ranking(instance, members)
  return instance.state === 'MASTER' && first?.host.name === host.name ? 'MASTER' : 'BACKUP'
}

/** There is always a peer (a lint refuses none): with an empty list keepalived would use multicast (rule 23). */
function unicast(instance: Instance, { host, members }: Place): Lines {
  if (instance.unicast === false) return setting('mcast_src_ip', instance.source)
  const peers = members.filter(({ name }) => name !== host.name).map((member) => advertAddress(instance, member))
  return [`unicast_src_ip ${instance.source ?? advertAddress(instance, host)}`, ...block('unicast_peer', peers)]
}

function authentication({ auth_pass }: Instance): Lines {
  return auth_pass === undefined ? [] : block('authentication', ['auth_type PASS'], setting('auth_pass', auth_pass))
}

function garp({ garp = {} }: Instance): Lines {
  return Object.entries(garp).flatMap(([key, value]) => setting(`garp_${key}`, value))
}

/** All members have the same prefix (rule 22). */
function addresses(instance: Instance, place: Place): Lines {
  const lines = (vips: readonly Vip[]) =>
    vips.map((vip) => {
      const label = vip.label === undefined ? '' : ` label ${vip.label}`
      return `${withPrefix(vip.address)} dev ${vip.interface ?? place.interface}${label}`
    })
  return [
    ...block('virtual_ipaddress', lines(advertisedVips(instance))),
    ...optionalBlock('virtual_ipaddress_excluded', lines(instance.excluded_vips)),
  ]
}

function tracks(instance: Instance, place: Place): Lines {
  // The instance's own interface is always tracked, and keepalived complains if it is named again.
  const others = instance.track_interface.filter((name) => name !== place.interface)
  return [
    ...optionalBlock('track_interface', others),
    ...optionalBlock('track_process', instance.track_process),
    ...optionalBlock('track_script', instance.track_script),
    ...optionalBlock('track_file', instance.track_file),
  ]
}

/** A `vrrp_sync_group` block. */
export function syncGroupLines(group: SyncGroup): Lines {
  return block(
    `vrrp_sync_group ${group.name}`,
    block('group', group.instances),
    flag('sync_group_tracking_weight', group.tracking_weight),
    notifyLines(group.notify),
    extra(group.extra),
  )
}

function notifyLines(notify: Notify = {}): Lines {
  return Object.entries(notify).flatMap(([state, script]) =>
    setting(state === 'any' ? 'notify' : `notify_${state}`, script && quoted(script)),
  )
}
