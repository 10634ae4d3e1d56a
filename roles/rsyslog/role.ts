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
import { rsyslogLints } from './lints.ts'
import { logHostsOf, placesOf } from './log-hosts.ts'
import { portOf, type RsyslogVars, rsyslogVars } from './vars/vars.ts'

const PACKAGE = { readableAfter: 'package:rsyslog' }

/** Logs: HAProxy's in a file of their own, sent to central log hosts, or taken in there. */
export default defineRole<RsyslogVars>({
  name: 'rsyslog',
  summary: "Logs: HAProxy's lines in a file of their own, sent on to central log hosts, and taken in there.",
  vars: rsyslogVars,
  rules: [
    { rule: 35, how: "HAProxy's lines come over UDP to 127.0.0.1" },
    {
      rule: 42,
      how: 'RainerScript in drop-in files, rsyslog.conf stays as it is; an input with a ruleset of its own, a file with owner and mode, a logrotate rule',
    },
    { rule: 51, how: 'a log host asks the firewall for its port, and for nobody but its senders' },
  ],
  resources(context) {
    const configuration = configurationOf(context)
    return [
      packageOf({ name: 'rsyslog' }),
      ...(usesRelp(context.vars) ? [packageOf({ name: 'rsyslog-relp' })] : []),
      ...configuration,
      ...rotationsOf(context.vars),
      // rsyslog takes in a changed configuration only by a restart: SIGHUP makes it open its files anew, and no more.
      service({ name: 'rsyslog', restart_on: configuration.map((one) => one.id) }, PACKAGE),
    ]
  },
  checks: rsyslogChecks,
  lints: rsyslogLints,
  openings(context) {
    const { receive } = context.vars
    if (receive === undefined) return []
    const from = receive.from === undefined ? {} : { from: placesOf(receive.from, context).map((one) => one.address) }
    return [{ title: 'logs of other hosts', protocol: 'tcp', port: portOf(receive), ...from }]
  },
})

interface Part {
  /** What it needs besides the modules of earlier ones. */
  readonly modules: readonly string[]
  readonly dropIn: Resource
}

/** A module comes right before the drop-in that uses it: rsyslogd -N1 refuses an input module without an input. */
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
  const { haproxy: haproxyToo, system } = forwarded(vars)
  const senders = receive?.from === undefined ? undefined : placesOf(receive.from, context)
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
      : [part(['imudp'], DROP_INS.haproxy, haproxyDropIn(haproxy, host.facts, isForwarded && haproxyToo))]),
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

/** A drop-in means nothing alone: it is judged in its place, with all the rest of the configuration. */
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
