import { file } from '../../engine/resources/file.ts'
import { ipvsRules } from '../../engine/resources/ipvs/desired.ts'
import { link } from '../../engine/resources/link.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import type { Director } from './director.ts'
import { tableEntry } from './services.ts'
import type { VirtualServer } from './vars.ts'

/**
 * Masks the distribution's ipvsadm.service (rule 13). Debian's service flushes the table when it starts and stops, if AUTO
 * in /etc/default/ipvsadm is "true". The RHEL family's service always does, and overwrites the saved rules when it stops.
 * An upgrade of the package restarts the service.
 */
export function maskedService(): Resource {
  return link({ path: '/etc/systemd/system/ipvsadm.service', target: '/dev/null' })
}

/** The rules in the distribution's usual file (rule 12), and a unit that loads them at boot. */
export function savedTable(servers: readonly VirtualServer[], { host, hosts }: Director): readonly Resource[] {
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
 * Loads the rules into the table of a new network namespace, which affects nothing else. ipvsadm goes on after a line that
 * fails and exits with 0, but it prints something only about failures.
 */
const VALIDATOR = `if [ -e /proc/net/ip_vs ] && unshare --net true 2>/dev/null; then unshare --net sh -c 'ip link set lo up; ! ipvsadm -R <"$1" 2>&1 | grep .' sh %; fi`

/** The unit fills an empty table, and leaves another one alone. Without an ExecStop it never empties it (rule 13). */
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
