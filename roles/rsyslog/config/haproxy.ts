import type { Facts } from '../../../engine/facts.ts'
import type { Text } from '../../../engine/secrets.ts'
import { configFile } from '../../kit/config-text.ts'
import { folderMode, ownedAs } from '../distribution.ts'
import type { HaproxyLogs } from '../vars/vars.ts'
import { object, ruleset } from './drop-in.ts'
import { FORWARD_RULESET, HOST_VARIABLE } from './forward.ts'

/**
 * HAProxy's chroot hides /dev/log, so it sends over UDP (rule 35). The input's own ruleset keeps its lines out of
 * syslog and messages, whatever their facility (rule 42).
 */
export function haproxyDropIn(haproxy: HaproxyLogs, facts: Facts, isForwarded: boolean): Text {
  const { owner, group, mode } = ownedAs(facts, haproxy)
  return configFile(
    // HAProxy's lines have no host name: rsyslog would write localhost.
    object('template', {
      name: 'evenkeel_haproxy',
      type: 'string',
      string: '%timereported:::date-rfc3339% %$myhostname% %syslogtag%%msg:::sp-if-no-1st-sp%%msg:::drop-last-lf%\\n',
    }),
    ruleset(
      'evenkeel_haproxy',
      object('action', {
        name: 'evenkeel_haproxy',
        type: 'omfile',
        file: haproxy.file,
        template: 'evenkeel_haproxy',
        fileOwner: owner,
        fileGroup: group,
        fileCreateMode: mode,
        dirCreateMode: folderMode(mode),
      }),
      isForwarded ? [`set ${HOST_VARIABLE} = $$myhostname;`, `call ${FORWARD_RULESET}`] : [],
    ),
    object('input', {
      type: 'imudp',
      address: '127.0.0.1',
      port: haproxy.port,
      // The kernel drops lines that do not fit into its buffer; the default of 200 kB holds a few hundred.
      rcvbufSize: '4m',
      ruleset: 'evenkeel_haproxy',
    }),
  )
}
