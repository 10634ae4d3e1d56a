import test from 'ava'
import role from '../../../roles/rsyslog/role.ts'
import { rsyslogVars } from '../../../roles/rsyslog/vars/vars.ts'
import { contextOf, lb1, lb2, web1 } from '../hosts.ts'
import { exampleContext } from './examples.ts'

const idsOf = (name: string) => role.resources(exampleContext(name)).map((resource) => resource.id)

test('a drop-in comes right after the modules that it needs, and after the ruleset that it calls', (t) => {
  t.deepEqual(idsOf('all of a balancer to a log host'), [
    'package:rsyslog',
    'file:/etc/rsyslog.d/40-evenkeel-forward.conf',
    'rsyslog_module:imudp',
    'file:/etc/rsyslog.d/42-evenkeel-haproxy.conf',
    'package:logrotate',
    'file:/etc/logrotate.d/haproxy',
    'service:rsyslog',
  ])
})

test('RELP adds its package and its modules', (t) => {
  const ids = idsOf('only requests to two log hosts over RELP')
  t.deepEqual(ids.slice(0, 4), [
    'package:rsyslog',
    'package:rsyslog-relp',
    'rsyslog_module:omrelp',
    'file:/etc/rsyslog.d/40-evenkeel-forward.conf',
  ])
  t.true(idsOf('a log host over RELP for all').includes('rsyslog_module:imrelp'))
  t.false(idsOf('a log host').includes('package:rsyslog-relp'))
})

test('rsyslog restarts for its modules and drop-ins only: a reload does not read them', (t) => {
  const triggers = role.resources(exampleContext('haproxy')).flatMap((resource) => resource.triggers)
  t.deepEqual(
    triggers.map(({ title, watches }) => [title, watches]),
    [['restart rsyslog', ['rsyslog_module:imudp', 'file:/etc/rsyslog.d/42-evenkeel-haproxy.conf']]],
  )
})

test('openings() contains the port of a log host, for its senders', (t) => {
  t.deepEqual(role.openings?.(exampleContext('a log host')), [
    {
      title: 'logs of other hosts',
      protocol: 'tcp',
      port: 514,
      from: ['10.77.0.11', '10.77.0.12', '10.77.0.21', '10.77.0.22'],
    },
  ])
  t.deepEqual(role.openings?.(exampleContext('a log host over RELP for all')), [
    { title: 'logs of other hosts', protocol: 'tcp', port: 2514 },
  ])
  t.deepEqual(role.openings?.(exampleContext('haproxy')), [])
})

test('a log host does not send to itself', (t) => {
  const vars = rsyslogVars.parse({ receive: { from: 'directors' }, forward: { to: 'lb1' } })
  const context = contextOf(vars, lb1, [lb1, lb2])
  t.false(role.resources(context).some(({ id }) => id.includes('forward')))
  t.deepEqual(role.lints?.(context), [])
})

for (const [what, vars, rule, message] of [
  ['forwarding without a log host', { haproxy: {}, forward: { to: 'lb1' } }, 42, /nothing is forwarded/],
  ['a log host for all', { receive: {} }, 51, /every host may send/],
] as const) {
  test(`lints() warns of ${what}`, (t) => {
    const [found] = role.lints?.(contextOf(rsyslogVars.parse(vars), lb1, [lb1, lb2])) ?? []
    t.is(found?.rule, rule)
    t.is(found?.level, 'warn')
    t.regex(found?.message ?? '', message)
  })
}

test('checks() look at all that is described, from the host that can see it', (t) => {
  const titles = (name: string) => (role.checks?.(exampleContext(name)) ?? []).map((check) => check.title)
  t.deepEqual(titles('all of a balancer to a log host'), [
    "lb1 keeps HAProxy's log lines in /var/log/haproxy.log",
    'HAProxy log lines of lb1 arrive at web1',
    'system log lines of lb1 arrive at web1',
    'no log lines wait on lb1',
  ])
  t.deepEqual(titles('only requests to two log hosts over RELP'), [
    "lb1 keeps HAProxy's log lines in /var/log/haproxy.log",
    'HAProxy log lines of lb1 arrive at web1',
    'lb1 sends log lines to 10.77.0.9:20514',
    'lb1 sends log lines to [fd00::9]:20514',
    'no log lines wait on lb1',
  ])
  t.deepEqual(titles('a log host'), ['web1 receives logs on tcp 514'])
  const [, arrival] = role.checks?.(exampleContext('all of a balancer to a log host')) ?? []
  t.deepEqual(
    arrival?.looks.map(({ from, afterwards }) => [from, afterwards]),
    [
      ['lb1', undefined],
      [web1.name, true],
    ],
  )
})
