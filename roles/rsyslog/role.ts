import { file } from '../../engine/resources/file.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { rsyslogModule } from '../../engine/resources/rsyslog-module.ts'
import { service } from '../../engine/resources/service.ts'
import type { Text } from '../../engine/secrets.ts'
import { defineRole, type RoleContext } from '../contract.ts'
import { configFile, extra as extraLines } from '../kit/config-text.ts'
import { rsyslogChecks } from './checks/checks.ts'
import { DROP_INS } from './config/drop-in.ts'
import { forwardDropIn, forwarded } from './config/forward.ts'
import { haproxyDropIn } from './config/haproxy.ts'
import { receiveDropIn } from './config/receive.ts'
import { rotationRule } from './config/rotation.ts'
import { example } from './example.ts'
import { rsyslogLints } from './lints.ts'
import { logHostsOf, logPeersOf } from './log-hosts.ts'
import { portOf, type RsyslogVars, rsyslogVars } from './vars/vars.ts'

const PACKAGE = { readableAfter: 'package:rsyslog' }

/** Writes HAProxy's log lines to a file of their own, sends log lines to central log hosts, and receives them there. */
export default defineRole<RsyslogVars>({
  name: 'rsyslog',
  example,
  summary:
    "Logs with rsyslog: HAProxy's lines in a file of their own, forwarding to central log hosts, and receiving there.",
  vars: rsyslogVars,
  rules: [
    { rule: 35, how: "rsyslog receives HAProxy's lines over UDP on 127.0.0.1" },
    {
      rule: 42,
      how: 'RainerScript in drop-in files, rsyslog.conf is not changed; an input with its own ruleset, a file with owner and mode, a logrotate rule',
    },
    { rule: 51, how: 'a log host opens its port in the firewall, for its senders only' },
  ],
  resources(context) {
    const configuration = configurationOf(context)
    return [
      packageOf({ name: 'rsyslog' }),
      ...(usesRelp(context.vars) ? [packageOf({ name: 'rsyslog-relp' })] : []),
      ...configuration,
      ...rotationsOf(context.vars),
      // rsyslog reads a changed configuration only at a restart: SIGHUP only makes it reopen its files.
      service({ name: 'rsyslog', restart_on: configuration.map((one) => one.id) }, PACKAGE),
    ]
  },
  checks: rsyslogChecks,
  lints: rsyslogLints,
  openings(context) {
    const { receive } = context.vars
    if (receive === undefined) return []
    const from = receive.from === undefined ? {} : { from: logPeersOf(receive.from, context).map((one) => one.address) }
    return [{ title: 'logs of other hosts', protocol: 'tcp', port: portOf(receive), ...from }]
  },
})

interface Part {
  /** The modules that the drop-in uses. */
  readonly modules: readonly string[]
  readonly dropIn: Resource
}

/** A module comes right before the first drop-in that uses it: rsyslogd -N1 refuses an input module without an input. */
function configurationOf(context: RoleContext<RsyslogVars>): readonly Resource[] {
  const loaded = new Set<string>()
  return partsOf(context).flatMap(({ modules, dropIn }) => {
    const missing = modules.filter((name) => !loaded.has(name))
    for (const name of missing) loaded.add(name)
    return [...missing.map((name) => rsyslogModule({ name }, PACKAGE)), dropIn]
  })
}

function partsOf(context: RoleContext<RsyslogVars>): readonly Part[] {
  const { vars, host } = context
  const { haproxy, forward, receive, extra, modules } = vars
  const logHosts = forward === undefined ? [] : logHostsOf(forward.to, context)
  const isForwarded = logHosts.length > 0
  const { haproxy: forwardsHaproxy, system } = forwarded(vars)
  const senders = receive?.from === undefined ? undefined : logPeersOf(receive.from, context)
  const part = (modules: readonly string[], path: string, content: Text): Part => ({
    modules,
    dropIn: config(path, content),
  })
  return [
    ...(forward === undefined || !isForwarded
      ? []
      : [
          part(
            forward.protocol === 'relp' ? ['omrelp'] : [],
            DROP_INS.forward,
            forwardDropIn(forward, { logHosts, facts: host.facts, system }),
          ),
        ]),
    ...(haproxy === undefined
      ? []
      : [part(['imudp'], DROP_INS.haproxy, haproxyDropIn(haproxy, host.facts, isForwarded && forwardsHaproxy))]),
    ...(receive === undefined
      ? []
      : [
          part(
            [receive.protocol === 'relp' ? 'imrelp' : 'imtcp'],
            DROP_INS.receive,
            receiveDropIn(receive, senders, host.facts),
          ),
        ]),
    ...(extra === undefined || extra === '' ? [] : [part(modules, DROP_INS.extra, configFile(extraLines(extra)))]),
  ]
}

/** A drop-in file. rsyslogd can only validate it in its place, with the rest of the configuration. */
function config(path: string, content: Text): Resource {
  return file({ path, content, validate: 'rsyslogd -N1' }, PACKAGE)
}

function usesRelp({ forward, receive }: RsyslogVars): boolean {
  return [forward, receive].some((one) => one?.protocol === 'relp')
}

function rotationsOf({ haproxy, receive }: RsyslogVars): readonly Resource[] {
  if (haproxy === undefined && receive === undefined) return []
  return [
    packageOf({ name: 'logrotate' }),
    ...(haproxy === undefined ? [] : [rotationRule('haproxy', haproxy.file, haproxy.rotate)]),
    ...(receive === undefined ? [] : [rotationRule('hosts', `${receive.directory}/*.log`, receive.rotate)]),
  ]
}
