import { powerCut, powerOn } from '../../lab/lab.ts'
import { labPlace } from '../../lab/place.ts'
import { captured } from './capture.ts'
import { ask, spread, untilStatus } from './client.ts'
import { kill, revive, untilHeldBy, without } from './outage.ts'
import type { Proof } from './topology.ts'

/** As many answers of each server as its share of the requests is. */
export function balances(url: readonly string[], shares: Readonly<Record<string, number>>): Proof {
  const count = Object.values(shares).reduce((sum, share) => sum + share, 0)
  return async (t, cluster) => {
    await untilStatus(cluster, 200, ...url)
    t.deepEqual(await spread(cluster, count, ...url), { ...shares })
  }
}

/** Where all servers are down the balancer itself answers, with an error; it goes on by itself when they are back. */
export function survivesItsServers(url: readonly string[], servers: readonly string[], status: number): Proof {
  return async (t, cluster) => {
    await without(cluster, servers, 'nginx', async () => {
      await untilStatus(cluster, status, ...url)
    })
    await untilStatus(cluster, 200, ...url)
    t.pass()
  }
}

/** The VIP leaves a balancer that is killed, and comes back with it. The first balancer is the preferred one. */
export function leavesDeadBalancer(
  url: readonly string[],
  vip: string,
  balancers: readonly [string, string],
  unit: string,
): Proof {
  return async (t, cluster) => {
    const [first, second] = balancers
    await untilHeldBy(cluster, balancers, vip, first)
    await kill(cluster, first, unit)
    try {
      await untilHeldBy(cluster, balancers, vip, second)
      await untilStatus(cluster, 200, ...url)
    } finally {
      await revive(cluster, first, unit)
    }
    await untilHeldBy(cluster, balancers, vip, first)
    await untilStatus(cluster, 200, ...url)
    t.pass()
  }
}

/** The VIP leaves a director that loses its power, and comes back with it. The first director is the preferred one. */
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

/** A client that shows the cookie it was given stays with its server; others are spread. */
export function sticksByCookie(url: readonly string[], cookie: string): Proof {
  return async (t, cluster) => {
    const given = (await ask(cluster, ...url)).headers['set-cookie'] ?? ''
    t.true(given.startsWith(`${cookie}=`), given)
    const [pair = ''] = given.split(';')
    t.is(Object.keys(await spread(cluster, 10, '-H', `Cookie: ${pair}`, ...url)).length, 1)
    t.true(Object.keys(await spread(cluster, 10, ...url)).length > 1)
  }
}

/** One client address, one server, over as many connections as it likes. */
export function sticksBySource(url: readonly string[]): Proof {
  return async (t, cluster) => {
    const answered = await spread(cluster, 20, ...url)
    t.deepEqual(Object.values(answered), [20], JSON.stringify(answered))
  }
}

/** The real server gets the client's address in a header, seen on its wire. */
export function tellsClientAddress(url: readonly string[], servers: readonly string[], client: string): Proof {
  return async (t, cluster) => {
    const [server = ''] = servers
    const seen = await captured(cluster, server, 'tcp dst port 80', () => spread(cluster, 10, ...url))
    t.regex(seen, new RegExp(`X-Forwarded-For: .*${client.replaceAll('.', '\\.')}`, 'i'))
  }
}

/** A request leaves its line in a file of a balancer, and in one of the log host. */
export function logs(
  url: string,
  places: readonly { readonly hosts: readonly string[]; readonly file: string }[],
): Proof {
  return async (t, cluster) => {
    const mark = `seen-${Date.now()}`
    await ask(cluster, `${url}${mark}`)
    for (const { hosts, file } of places) {
      const line = `timeout 20 sh -c 'until grep -h ${mark} ${file} 2>/dev/null; do sleep 0.5; done'`
      const found = await Promise.all(hosts.map((host) => cluster.tryOn(host, line)))
      t.is(found.filter(({ status }) => status === 0).length, 1, `${file} on ${hosts.join(' or ')}`)
    }
  }
}
