import { file } from '../../engine/resources/file.ts'
import { ipvsRules } from '../../engine/resources/ipvs/desired.ts'
import { link } from '../../engine/resources/link.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import type { Director } from './director.ts'
import { tableEntry } from './services.ts'
import type { VirtualServer } from './vars.ts'

/**
 * The distribution's own service stays out of it (rule 13). Debian's flushes the table at its start and at its stop,
 * once AUTO in /etc/default/ipvsadm is "true"; that of the RHEL family does both whatever is set, and at its stop
 * writes over the saved rules. An upgrade of the package restarts either.
 */
export function withoutItsOwnService(): Resource {
  return link({ path: '/etc/systemd/system/ipvsadm.service', target: '/dev/null' })
}

/** The rules lie where people look for them (rule 12); a unit of ours brings them back at boot. */
export function saved(servers: readonly VirtualServer[], { host, hosts }: Director): readonly Resource[] {
  const rules = host.facts.families.includes('debian') ? '/etc/ipvsadm.rules' : '/etc/sysconfig/ipvsadm'
  const lines = servers.flatMap((server) => ipvsRules(tableEntry(server, hosts)))
  return [
    file({ path: rules, content: `${lines.join('\n')}\n`, validate: VALIDATOR }, { readableAfter: 'package:ipvsadm' }),
    file({ path: `/etc/systemd/system/${UNIT}`, content: unit(rules) }),
    service({ name: UNIT }),
  ]
}

const UNIT = 'evenkeel-ipvs.service'

/**
 * Every network namespace has a table of its own: the kernel takes the rules into one that nobody else sees.
 * ipvsadm goes on after a line that it cannot do and ends with 0, but it never says a word where all is well.
 */
const VALIDATOR = `if [ -e /proc/net/ip_vs ] && unshare --net true 2>/dev/null; then unshare --net sh -c 'ip link set lo up; ! ipvsadm -R <"$1" 2>&1 | grep .' sh %; fi`

/** It fills an empty table and leaves any other; there is no ExecStop, so that nothing empties it (rule 13). */
function unit(rules: string): string {
  return `# evenkeel
[Unit]
Description=IPVS table as saved in ${rules}
# The table is there before the first address is.
After=systemd-modules-load.service systemd-sysctl.service
Before=network-pre.target
Wants=network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'ipvsadm -S -n | grep -q . || ! ipvsadm -R <${rules} 2>&1 | grep .'

[Install]
WantedBy=multi-user.target
`
}
