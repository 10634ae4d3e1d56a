import type { Check, Look, LookResult, Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { ask } from '../../kit/looks/http.ts'
import { type SiteAddress, urlOf } from '../../kit/web/checks.ts'
import { serversOf } from '../servers.ts'
import type { Upstream } from '../vars/upstream.ts'
import { marked } from './spread.ts'

interface Question {
  readonly upstream: Upstream
  readonly find: FindHosts
  readonly at: SiteAddress
  readonly path: string
  readonly client: HostView
}

/** The real server that answers a client has the client's own address in its log, not the balancer's (rule 40). */
export function clientAddressCheck({ upstream, find, at, path, client }: Question): Check {
  const servers = serversOf(upstream, find).flatMap(({ host }) => (host?.facts === undefined ? [] : [host.name]))
  const mark = `evenkeel-check=${client.name}`
  const isLoopback = at.address === '127.0.0.1' || at.address === '::1'
  const address = isLoopback ? at.host.address : at.address
  const request = ask({ url: urlOf({ ...at, address }, marked(path, mark)), host: at.name })
  const lines = (from: string): Look => ({ from, run: seen(mark) })
  return {
    title: `${client.name} is known to the servers of ${upstream.name} behind ${at.host.name}`,
    looks: [
      ...servers.map(lines),
      {
        from: client.name,
        run: sh`ip route get ${address} | sed -n 's/.* src \\([^ ]*\\).*/\\1/p'
${request}
sleep 1`,
        afterwards: true,
      },
      ...servers.map((from, index): Look => ({ ...lines(from), ...(index === 0 && { afterwards: true }) })),
    ],
    alone: true,
    within: 10,
    judge: (results) => judgeClient(client, results),
  }
}

/** How many lines a server's logs have of it, and the last of them. */
function seen(mark: string) {
  return sh`for log in /var/log/nginx/*.log /var/log/apache2/*.log /var/log/httpd/*log; do
  if [ -f "$log" ]; then grep -hF ${mark} "$log" || :; fi
done | awk '{ last = $0 } END { print NR; if (NR) print last }'`
}

/** `sightings`: the servers' logs, the client's address and answer, the servers' logs again. */
export function judgeClient(client: HostView, results: readonly LookResult[]): Verdict {
  const middle = (results.length - 1) / 2
  const asked = results[middle]
  const [address = client.address] = asked?.output.trim().split('\n') ?? []
  if (asked?.status !== 0) return { holds: false, saw: `${client.name}: ${asked?.output.trim() || 'no answer'}` }
  const fresh = results.slice(middle + 1).flatMap((after, index) => {
    const count = (one: LookResult | undefined) => Number(one?.output.split('\n')[0] ?? 0)
    return count(after) > count(results[index]) ? [{ from: after.from, line: after.output.split('\n')[1] ?? '' }] : []
  })
  const [first] = fresh
  if (first === undefined) return { holds: false, saw: 'no server has the request in its logs' }
  const words = first.line.split(/[\s",[\]]+/)
  return {
    holds: words.includes(address),
    saw: `${first.from} has "${first.line.slice(0, 120)}", the client is ${address}`,
  }
}
