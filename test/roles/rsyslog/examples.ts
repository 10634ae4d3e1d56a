import { rsyslogVars } from '../../../roles/rsyslog/vars/vars.ts'
import { contextOf, type Host, lb1, lb2, web1 } from '../hosts.ts'

/** Typical vars, for tests and for the real rsyslogd: on lb1, or on the given host. */
export const examples: Readonly<Record<string, { readonly vars: object; readonly host?: Host }>> = {
  haproxy: { vars: { haproxy: {} } },
  'haproxy elsewhere': {
    vars: {
      haproxy: {
        port: 5514,
        file: '/var/log/balancer/requests.log',
        owner: 'root',
        group: 'root',
        mode: '0644',
        rotate: { every: 'weekly', keep: 8, max_size: '500M' },
      },
    },
  },
  'all of a balancer to a log host': { vars: { haproxy: {}, forward: { to: 'web1' } } },
  'only requests to two log hosts over RELP': {
    vars: {
      haproxy: {},
      forward: {
        to: ['web1', '10.77.0.9', 'fd00::9'],
        protocol: 'relp',
        logs: ['haproxy'],
        queue: { messages: 500, disk: '20M' },
      },
    },
  },
  'a log host': { vars: { receive: { from: ['directors', 'real_servers'] } }, host: web1 },
  'a log host over RELP for all': {
    vars: { receive: { protocol: 'relp', port: 2514, directory: '/srv/logs', mode: '0600' } },
    host: web1,
  },
  'everything, and more': {
    vars: {
      haproxy: {},
      forward: { to: 'lb2' },
      receive: {},
      modules: ['imfile'],
      extra: 'input(type="imfile" file="/var/log/app.log" tag="app")\nif $programname == "noise" then stop\n',
    },
  },
}

/** The role's context for an example. */
export function exampleContext(name: string, more: Partial<Host> = {}) {
  const example = examples[name]
  if (example === undefined) throw new Error(`no example ${name}`)
  const host = { ...(example.host ?? lb1), ...more }
  return contextOf(rsyslogVars.parse(example.vars), host, [lb1, lb2, web1])
}
