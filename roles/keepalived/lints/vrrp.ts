import type { HostView, Lint } from '../../contract.ts'
import { bare } from '../../kit/addresses.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import { lacks } from '../../kit/lints/own-address.ts'
import { advertAddress } from '../config/advert-address.ts'
import type { Director } from '../config/config.ts'
import { interfaceOf } from '../config/interface.ts'
import { ranking } from '../config/priority.ts'
import { allExtra, scriptsOf } from '../config/scripts.ts'
import { isWritableByOthers, looksForProcesses, stopsKeepalived } from '../vars/doubtful-scripts.ts'
import { linesOf } from '../vars/extra-lines.ts'
import type { Instance, SyncGroup } from '../vars/instance.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { vipsOf } from '../vars/vips.ts'

/** Findings of rules 16 to 23 about the instances. */
export function vrrpLints(vars: KeepalivedVars, director: Director): readonly Lint[] {
  return [
    ...vars.instances.flatMap((one) => [
      ...masterWithoutPreemption(one),
      ...equalPriorities(one, director),
      ...ineffectiveWeights(one, vars, director),
      ...passwords(one),
      ...unicastWithoutPeers(one, director),
      ...foreignAdvertAddresses(one, director),
      ...unknownMembers(one, director),
    ]),
    ...oppositePriorities(vars, director),
    ...sharedRouterIds(vars, director),
    ...strictMode(vars),
    ...mastersInExtra(vars),
    ...doubtfulScripts(vars),
  ]
}

function masterWithoutPreemption({ name, state, preempt }: Instance): Lint[] {
  if (state === 'BACKUP' || preempt) return []
  return [refuse(16, `instance "${name}": preempt false works only with state BACKUP; leave the state out`)]
}

/** The same in the user's own lines. */
function mastersInExtra({ extra = '' }: KeepalivedVars): Lint[] {
  const lines = linesOf(extra)
  const heads = lines.filter(({ words, depth }) => depth === 0 && words[0] === 'vrrp_instance')
  return heads.flatMap(({ number, words: [, name] }) => {
    const next = lines.find((one) => one.number > number && one.depth === 0)?.number ?? Number.POSITIVE_INFINITY
    const own = lines.filter((one) => one.number > number && one.number < next && one.depth === 1)
    const isMaster = own.some(({ words }) => words[0] === 'state' && words[1] === 'MASTER')
    const keeps = own.find(({ words }) => words[0] === 'nopreempt')
    if (!isMaster || keeps === undefined) return []
    return [refuse(16, `extra, line ${keeps.number}, vrrp_instance ${name}: nopreempt works only with state BACKUP`)]
  })
}

function equalPriorities(instance: Instance, { members }: Director): Lint[] {
  const ranked = ranking(instance, members)
  const equal = ranked.filter(({ priority }) => ranked.filter((one) => one.priority === priority).length > 1)
  const [first] = equal
  if (first === undefined) return []
  const hosts = equal.map(({ host }) => host.name).join(', ')
  const message = `instance "${instance.name}": ${hosts} have the same priority ${first.priority}, and the highest address decides between them; give each its own`
  return [warn(16, message)]
}

function ineffectiveWeights(instance: Instance, vars: KeepalivedVars, { members }: Director): Lint[] {
  const tracks = [
    ...vars.track_processes.filter((track) => instance.track_process.includes(track.name)),
    ...vars.track_scripts.filter((track) => instance.track_script.includes(track.name)),
    ...vars.track_files.filter((track) => instance.track_file.includes(track.name)),
  ].filter((track) => track.weight !== 0)
  const grouped = vars.sync_groups.some(
    (group) => group.instances.includes(instance.name) && !group.tracking_weight && !hasTrackingWeight(group),
  )
  const [first, second] = ranking(instance, members)
  const gap = (first?.priority ?? 0) - (second?.priority ?? 0)
  return tracks.flatMap(({ name, weight }) => {
    const who = `instance "${instance.name}", track "${name}"`
    if (grouped)
      return [
        refuse(
          17,
          `${who}: keepalived ignores a weight in a sync group; use weight 0, or tracking_weight: true of the group`,
        ),
      ]
    if (!instance.preempt) return [warn(17, `${who}: a weight never fails over with preempt false; use weight 0`)]
    if (second === undefined || Math.abs(weight) > gap) return []
    return [warn(17, `${who}: weight ${weight} does not outweigh the gap of ${gap} between the priorities`)]
  })
}

function hasTrackingWeight({ extra = '' }: SyncGroup): boolean {
  return linesOf(extra).some(({ words }) => words[0] === 'sync_group_tracking_weight')
}

/** Instances of a group are masters of one member: opposite priorities would elect two, again and again. */
function oppositePriorities({ sync_groups, instances }: KeepalivedVars, { members }: Director): Lint[] {
  return sync_groups.flatMap((group) => {
    const firsts = group.instances.flatMap((name) => {
      const [first] = instances.filter((one) => one.name === name).flatMap((one) => ranking(one, members))
      return first === undefined ? [] : [{ name, member: first.host.name }]
    })
    const [one] = firsts
    const other = firsts.find(({ member }) => member !== one?.member)
    if (one === undefined || other === undefined) return []
    const message = `sync group "${group.name}": "${one.name}" prefers ${one.member}, and "${other.name}" ${other.member}: they move together, so give each member one priority for all of them`
    return [warn(16, message)]
  })
}

function passwords({ name, auth_pass }: Instance): Lint[] {
  if (auth_pass === undefined) return []
  if (Buffer.byteLength(auth_pass.reveal()) > 8)
    return [refuse(21, `instance "${name}": auth_pass has more than 8 characters, and VRRP sends only 8`)]
  return []
}

function unicastWithoutPeers({ name, unicast }: Instance, { members }: Director): Lint[] {
  if (unicast === false || members.length > 1) return []
  return [refuse(23, `instance "${name}": unicast needs another member, and there is none`)]
}

/** keepalived 2.2 does not start such an instance; with 2.3 both members become master. */
function foreignAdvertAddresses(instance: Instance, director: Director): Lint[] {
  const { name, unicast, source } = instance
  const { host, members } = director
  if (unicast === false || members.length < 2) return []
  const own = advertAddress(instance, host)
  const strange = members.flatMap((member) => {
    const address = member.name === host.name ? (source ?? own) : advertAddress(instance, member)
    if (!lacks(member, address)) return []
    const message = `instance "${name}": adverts go to ${address} of ${member.name}, which no interface there carries: both members would become master`
    return [refuse(55, `${message}; ${adviceFor(member)}`)]
  })
  const other =
    source === undefined || source === own
      ? []
      : [
          refuse(
            55,
            `instance "${name}": the others send adverts to ${own}, and source is ${source}: write unicast: { ${host.name}: ${source}, … } with the address of each member`,
          ),
        ]
  return [...strange, ...other]
}

function adviceFor({ facts }: HostView): string {
  const own = (facts?.interfaces ?? [])
    .filter(({ name }) => name !== 'lo')
    .flatMap(({ addresses }) => addresses.map(bare))
    .filter((one) => !one.startsWith('fe80:'))
  return `write its address inside the cluster into the inventory ("address: ${own[0] ?? 'ADDRESS'}"), or unicast: NETWORK`
}

/** Names in maps that are no member: a misspelt one would be ignored without a word. */
function unknownMembers({ name, priority, unicast }: Instance, { members }: Director): Lint[] {
  const maps = { priority, unicast: typeof unicast === 'boolean' ? undefined : unicast }
  return Object.entries(maps).flatMap(([key, map]) => {
    if (typeof map !== 'object') return []
    const unknown = Object.keys(map).filter((one) => members.every((member) => member.name !== one))
    const known = members.map((member) => member.name).join(', ')
    return unknown.map((one) =>
      refuse(key === 'priority' ? 16 : 55, `instance "${name}": ${key} names ${one}, which is no member: ${known}`),
    )
  })
}

function sharedRouterIds({ instances }: KeepalivedVars, { host }: Director): Lint[] {
  const places = instances.map((one) => `${interfaceOf(one, host)} ${one.router_id} ${family(one)}`)
  return instances.flatMap((one, index) => {
    const other = instances[places.indexOf(places[index] ?? '')]
    if (other === undefined || other.name === one.name) return []
    return [refuse(22, `instances "${other.name}" and "${one.name}" share router_id ${one.router_id} on one network`)]
  })
}

function family(instance: Instance): string {
  return vipsOf(instance).some((vip) => bare(vip).includes(':')) ? 'IPv6' : 'IPv4'
}

function strictMode(vars: KeepalivedVars): Lint[] {
  if (!/^\s*(vrrp_strict|strict_mode)\b(?!\s+(off|no|false)\b)/m.test(allExtra(vars))) return []
  return [refuse(21, 'vrrp_strict drops the traffic to the virtual addresses: leave it out')]
}

function doubtfulScripts(vars: KeepalivedVars): Lint[] {
  const written = scriptsIn(allExtra(vars))
  const tracked = new Set([...vars.track_scripts.map((one) => one.script), ...written])
  return [...scriptsOf(vars), ...written].flatMap((script) => [
    ...(stopsKeepalived(script)
      ? [refuse(18, `"${script}" stops keepalived, and nothing starts it again: track with weight 0, which is a fault`)]
      : []),
    ...(tracked.has(script) && looksForProcesses(script)
      ? [refuse(18, `"${script}" looks for a process: write track_processes, for HAProxy or nginx balancer`)]
      : []),
    ...(isWritableByOthers(script)
      ? [warn(19, `"${script}" is in a folder where users other than root can write; keepalived will refuse it`)]
      : []),
  ])
}

/** The scripts of vrrp_script blocks in the user's own lines. */
function scriptsIn(extra: string): readonly string[] {
  return [...extra.matchAll(/^\s*script\s+"?([^"\n]+)"?/gm)].map(([, script = '']) => script)
}
