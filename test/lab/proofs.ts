import { setTimeout as sleep } from 'node:timers/promises'
import { powerCut, powerOn } from '../../lab/lab.ts'
import { labPlace } from '../../lab/place.ts'
import { captured } from './capture.ts'
import { ask, spread, untilStatus } from './client.ts'
import { holders, kill, revive, untilHeldBy, without } from './outage.ts'
import type { Proof } from './topology.ts'

/** Each server answers its share of the requests; a round of the scheduler may have begun before. */
export function balances(url: readonly string[], shares: Readonly<Record<string, number>>, tolerance = 1): Proof {
  const count = Object.values(shares).reduce((sum, share) => sum + share, 0)
  return async (t, cluster) => {
    await untilStatus(cluster, 200, ...url)
    const answered = await spread(cluster, count, ...url)
    t.deepEqual(Object.keys(answered), Object.keys(shares))
    const isShare = ([server, share]: [string, number]) => Math.abs((answered[server] ?? 0) - share) <= tolerance
    t.true(Object.entries(shares).every(isShare), JSON.stringify(answered))
  }
}

/** While all servers are down, the balancer itself answers with an error; it recovers when they are back. */
export function survivesItsServers(
  url: readonly string[],
  servers: readonly string[],
  status: number,
  unit = 'nginx',
): Proof {
  return async (t, cluster) => {
    await without(cluster, servers, unit, () => untilStatus(cluster, status, ...url))
    await untilStatus(cluster, 200, ...url)
    t.pass()
  }
}

/** A pair of balancers; the preferred one first, if there is one. */
export interface Pair {
  readonly vip: string
  readonly balancers: readonly [string, string]
  readonly unit: string
  /** The first one takes the VIP back when it has recovered. */
  readonly preempts: boolean
}

/** The VIP leaves a balancer that is killed, and returns to it only if it preempts. */
export function leavesDeadBalancer(url: readonly string[], { vip, balancers, unit, preempts }: Pair): Proof {
  return async (t, cluster) => {
    const [first, second] = balancers
    const [held] = preempts ? [first] : await holders(cluster, balancers, vip)
    const other = held === first ? second : first
    await untilHeldBy(cluster, balancers, vip, held ?? first)
    await kill(cluster, held ?? first, unit)
    try {
      await untilHeldBy(cluster, balancers, vip, other)
      await untilStatus(cluster, 200, ...url)
    } finally {
      await revive(cluster, held ?? first, unit)
    }
    if (!preempts) await sleep(15_000)
    await untilHeldBy(cluster, balancers, vip, preempts ? first : other)
    await untilStatus(cluster, 200, ...url)
    t.pass()
  }
}

/** The VIP leaves a director that loses power, and returns when it boots. The first director is the preferred one. */
export function survivesPowerCut(url: readonly string[], vip: string, directors: readonly [string, string]): Proof {
  return async (t, cluster) => {
    const [first, second] = directors
    const place = labPlace(cluster.inventory)
    await untilHeldBy(cluster, directors, vip, first)
    await powerCut(place, first)
    try {
      await untilHeldBy(cluster, [second], vip, second)
      await untilStatus(cluster, 200, ...url)
    } finally {
      await powerOn(place, first)
    }
    await untilHeldBy(cluster, directors, vip, first)
    await untilStatus(cluster, 200, ...url)
    t.pass()
  }
}

/** A client that sends its cookie stays with its server; other clients are spread. */
export function sticksByCookie(url: readonly string[], cookie: string): Proof {
  return async (t, cluster) => {
    const given = (await ask(cluster, ...url)).headers['set-cookie'] ?? ''
    t.true(given.startsWith(`${cookie}=`), given)
    const [pair = ''] = given.split(';')
    t.is(Object.keys(await spread(cluster, 10, '-H', `Cookie: ${pair}`, ...url)).length, 1)
    t.true(Object.keys(await spread(cluster, 10, ...url)).length > 1)
  }
}

/** All connections of one client address go to one server. */
export function sticksBySource(url: readonly string[]): Proof {
  return async (t, cluster) => {
    const answered = await spread(cluster, 20, ...url)
    t.deepEqual(Object.values(answered), [20], JSON.stringify(answered))
  }
}

/** The real server gets the client's address in a header, as tcpdump shows. */
export function tellsClientAddress(url: readonly string[], servers: readonly string[], client: string): Proof {
  return async (t, cluster) => {
    const [server = ''] = servers
    const seen = await captured(cluster, server, 'tcp dst port 80', () => spread(cluster, 10, ...url))
    t.regex(seen, new RegExp(`X-Forwarded-For: .*${client.replaceAll('.', '\\.')}`, 'i'))
  }
}

/** A request writes a line into one file of each of these groups, and into no other file of that host. */
export function logs(url: readonly string[], places: readonly LogPlace[]): Proof {
  return async (t, cluster) => {
    const mark = `seen-${Date.now()}`
    const [last = '', ...others] = url.toReversed()
    await ask(cluster, ...others.toReversed(), `${last}?${mark}`)
    for (const { hosts, file, words = '' } of places) {
      // Written so that the line in which sudo logs this script does not match.
      const pattern = mark.replace('-', '[-]')
      const script = `timeout 20 sh -c 'until grep -h "${pattern}" ${file} 2>/dev/null; do sleep 0.5; done' && grep -rl "${pattern}" /var/log | wc -l`
      const looks = await Promise.all(hosts.map((host) => cluster.tryOn(host, script)))
      const found = looks.filter(({ status }) => status === 0)
      t.is(found.length, 1, `${file} on ${hosts.join(', ')}`)
      const [line = '', count] = found[0]?.stdout.trim().split('\n') ?? []
      t.true(line.includes(words), line)
      t.is(count, '1', 'files with it')
    }
  }
}

export interface LogPlace {
  /** One of these files has the line. */
  readonly hosts: readonly string[]
  readonly file: string
  readonly words?: string
}
