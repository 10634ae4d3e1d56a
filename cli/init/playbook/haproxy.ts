import type { Answers } from '../answers.ts'
import { role } from './playbook.ts'
import { indented, item, type Line, lines } from './text.ts'
import { instance, instances } from './vrrp.ts'

/** HAProxy's own log lines. */
export const HAPROXY_LOG = role('rsyslog', ['haproxy: {} # HAProxy logs to /var/log/haproxy.log only'])

/** The role haproxy; `sections` are lines of its vars. The page with counters comes last. */
export function haproxyRole(sections: readonly string[], answers: Answers): readonly string[] {
  const { stats_page } = answers
  const page = stats_page
    ? [
        "# The page with HAProxy's counters: http://BALANCER:8404/stats, on the balancers' own addresses.",
        'stats: { address: own, user: admin, password: "${secret:STATS_PASSWORD}" }',
      ]
    : ['# stats: { address: own, user: admin, password: "${secret:STATS_PASSWORD}" } # a page with counters (rule 35)']
  return role(
    'haproxy',
    [...sections, ...page],
    'Before keepalived: the address moves only to a balancer that can answer.',
  )
}

/** A named section, such as a frontend, as an item of its list. */
export function section(...all: readonly (Line | readonly Line[])[]): readonly string[] {
  return item(lines(...all))
}

/** `frontends:` and the like, with their sections. */
export function sections(key: string, ...all: readonly (readonly string[])[]): readonly string[] {
  return lines(`${key}:`, ...all.map((one) => indented(1, one)))
}

export const STAYS = 'a balancer that comes back does not interrupt clients once more'

/** keepalived on balancers: one address, which leaves a balancer whose program does not run. */
export function balancerAddress(
  balancer: 'haproxy' | 'nginx',
  name: string,
  answers: Answers,
  stays: string = STAYS,
): readonly string[] {
  return role('keepalived', [
    `balancer: ${balancer} # the address leaves a balancer on which ${balancer === 'haproxy' ? 'HAProxy' : 'nginx'} does not run`,
    ...instances(instance({ name, vip: '"${vip}"', routerId: answers.router_id ?? 0, stays }, answers)),
  ])
}
