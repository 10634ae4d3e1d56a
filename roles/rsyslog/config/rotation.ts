import { file } from '../../../engine/resources/file.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import type { Text } from '../../../engine/secrets.ts'
import { block, configFile, setting } from '../../kit/config-text.ts'
import type { Rotation } from '../vars/vars.ts'

/** The rule of the package haproxy, on Debian and RHEL. logrotate refuses two rules for one file. */
const OF_HAPROXY = { log: '/var/log/haproxy.log', rule: '/etc/logrotate.d/haproxy' }

/** The rotation rule for a log. It replaces the rule of the package haproxy for the same log, until it is removed. */
export function rotationRule(topic: string, logs: string, rotation: Rotation): Resource {
  const path = logs === OF_HAPROXY.log ? OF_HAPROXY.rule : `/etc/logrotate.d/evenkeel-${topic}`
  return file(
    { path, content: ruleText(logs, rotation), validate: 'logrotate -d %' },
    path === OF_HAPROXY.rule ? { readableAfter: 'package:haproxy' } : { readableAfter: 'package:logrotate' },
  )
}

/** SIGHUP makes rsyslog reopen its files, and does nothing else. */
function ruleText(logs: string, { every, keep, max_size }: Rotation): Text {
  return configFile(
    block(logs, [
      every,
      `rotate ${keep}`,
      ...setting('maxsize', max_size),
      'missingok',
      'notifempty',
      'compress',
      'delaycompress',
      'sharedscripts',
      'postrotate',
      '    systemctl kill -s HUP rsyslog.service >/dev/null 2>&1 || true',
      'endscript',
    ]),
  )
}
