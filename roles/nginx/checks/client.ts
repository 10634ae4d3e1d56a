import { type Check, checkOf, type Look, type LookResult, type Verdict } from '../../../engine/check.ts'
import { shortened } from '../../../engine/secrets/masked.ts'
import { sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { ask } from '../../kit/looks/http.ts'
import { type SiteAddress, urlOf } from '../../kit/web/checks.ts'
import { serversOf } from '../servers.ts'
import type { Upstream } from '../vars/upstream.ts'
import { marked } from './spread.ts'

interface ClientAddressCheck {
  readonly upstream: Upstream
  readonly find: FindHosts
  readonly at: SiteAddress
  readonly path: string
  readonly client: HostView
}

/** The real server that answers a client must log the client's own address, not the balancer's (rule 40). */
export function clientAddressCheck({ upstream, find, at, path, client }: ClientAddressCheck): Check {
  const servers = serversOf(upstream, find).flatMap(({ host }) => (host?.facts === undefined ? [] : [host.name]))
  const mark = `evenkeel-check=${client.name}`
  const isLoopback = at.address === '127.0.0.1' || at.address === '::1'
  const address = isLoopback ? at.host.address : at.address
  const request = ask({ url: urlOf({ ...at, address }, marked(path, mark)), host: at.name })
  const logLook = (from: string): Look => ({ from, run: markedLines(mark) })
  return checkOf({
    title: `the servers of ${upstream.name} behind ${at.host.name} log the address of ${client.name}`,
    advice: `Set real_ip on the servers of ${upstream.name}, and let them trust ${at.host.name}.`,
    looks: {
      logsBefore: servers.map(logLook),
      request: {
        from: client.name,
        run: sh`ip route get ${address} | sed -n 's/.* src \\([^ ]*\\).*/\\1/p'
${request}
sleep 1`,
        afterwards: true,
      },
      logsAfter: servers.map((from, index): Look => ({ ...logLook(from), ...(index === 0 && { afterwards: true }) })),
    },
    alone: true,
    within: 10,
    judge: (results) => judgeClient(client, results),
  })
}

/** Prints how many lines a server's logs have with the mark, and the last of them. */
function markedLines(mark: string) {
  return sh`for log in /var/log/nginx/*.log /var/log/apache2/*.log /var/log/httpd/*log; do
  if [ -f "$log" ]; then grep -hF ${mark} "$log" || :; fi
done | awk '{ last = $0 } END { print NR; if (NR) print last }'`
}

interface ClientResults {
  /** One for each server. */
  readonly logsBefore: readonly LookResult[]
  /** The client's own address, then the status of the answer. */
  readonly request: LookResult
  /** One for each server, in the order of `logsBefore`. */
  readonly logsAfter: readonly LookResult[]
}

export function judgeClient(client: HostView, { logsBefore, request, logsAfter }: ClientResults): Verdict {
  const [address = client.address] = request.output.trim().split('\n')
  if (request.status !== 0) return { holds: false, saw: `${client.name}: ${request.output.trim() || 'no answer'}` }
  const newLines = logsAfter.flatMap((after, index) => {
    const count = (one: LookResult | undefined) => Number(one?.output.split('\n')[0] ?? 0)
    return count(after) > count(logsBefore[index])
      ? [{ from: after.from, line: after.output.split('\n')[1] ?? '' }]
      : []
  })
  const [first] = newLines
  if (first === undefined) return { holds: false, saw: 'no server has the request in its logs' }
  const words = first.line.split(/[\s",[\]]+/)
  return {
    holds: words.includes(address),
    saw: `${first.from} has "${shortened(first.line, 120)}", the client is ${address}`,
  }
}
