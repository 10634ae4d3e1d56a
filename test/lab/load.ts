import { setTimeout as sleep } from 'node:timers/promises'
import { quote } from '../../engine/shell.ts'
import type { Cluster } from './cluster.ts'

/** What became of every single request of a load. */
export interface LoadReport {
  readonly requests: number
  readonly perSecond: number
  /** Seconds that the slowest one took. */
  readonly slowest: number
  /** What was not answered with 200, and how often: `each 503`, `kept 000 Connection refused`. */
  readonly lost: Readonly<Record<string, number>>
}

/** Half of them open a connection for each request, half keep theirs; together they ask 200 times a second where the machine lets them. */
const WORKERS = { each: 10, kept: 10 }
const PER_WORKER = 10

/**
 * Asks from a client for as long as the change goes on, and a little before and after it. `words` are curl's for one
 * request, its URL last. A request that a server closed a kept connection under is asked again, as every browser does
 * (RFC 9112, 9.3.1); whatever else is not a 200 is lost.
 */
export async function underLoad(
  cluster: Cluster,
  words: readonly string[],
  change: () => Promise<void>,
  client = 'client1',
): Promise<LoadReport> {
  const ended = cluster.on(client, loadScript(words))
  try {
    await Promise.race([ended, sleep(4000)])
    await change()
    await Promise.race([ended, sleep(4000)])
  } finally {
    await cluster.on(client, `rm -f ${FOLDER}/goes-on`)
  }
  return loadReport(await ended)
}

/** For the log of a test. */
export function loadWords(report: LoadReport): string {
  const lost = Object.entries(report.lost).map(([outcome, count]) => `${count} × ${outcome}`)
  const rate = `${report.perSecond.toFixed(0)} a second, the slowest ${report.slowest.toFixed(2)} s`
  return `${report.requests} requests, ${rate}, lost: ${lost.join(', ') || 'none'}`
}

/** Reads what {@link loadScript} prints. */
export function loadReport(output: string): LoadReport {
  const [seconds = '0', slowest = '0', ...outcomes] = output.trim().split('\n')
  const counted = outcomes.map((line): [string, number] => {
    const [, outcome = line, count = '0'] = /^(.*) (\d+)$/.exec(line) ?? []
    return [outcome, Number(count)]
  })
  const requests = counted.reduce((sum, [, count]) => sum + count, 0)
  const lost = Object.fromEntries(counted.filter(([outcome]) => !/^\w+ 200$/.test(outcome)))
  return { requests, perSecond: requests / Number(seconds), slowest: Number(slowest), lost }
}

const FOLDER = '/run/load'

function loadScript(words: readonly string[]): string {
  const request = words.map(quote).join(' ')
  return `rm -rf ${FOLDER}; mkdir ${FOLDER}; cd ${FOLDER}; touch goes-on
uptime() { cut -d ' ' -f 1 /proc/uptime; }
began=$(uptime)
work() {
  while test -e goes-on; do
    curl -s -m 10 --rate ${PER_WORKER}/s -o /dev/null -w '%{time_total} %{http_code} %{errormsg}\\n' "$@" ${request}'?[1-${PER_WORKER * 5}]'
  done
}
for number in $(seq ${WORKERS.each}); do work -H 'Connection: close' >each.$number & done
for number in $(seq ${WORKERS.kept}); do work >kept.$number & done
wait
echo "$began $(uptime)" | awk '{ print $2 - $1 }'
cat each.* kept.* | sort -rn | head -n 1 | cut -d ' ' -f 1
for kind in each kept; do cat $kind.* | cut -d ' ' -f 2- | sed "s/ *$//; s/[0-9]* milliseconds/a time/; s/^/$kind /"; done | sort | uniq -c |
  sed -E 's/^ *([0-9]+) (.*)/\\2 \\1/'`
}
