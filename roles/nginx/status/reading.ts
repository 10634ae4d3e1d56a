import { bare } from '../../kit/addresses.ts'

/** What {@link readNginx} finds on the host of nginx, by endpoint as `10.0.0.21:80`. */
export interface NginxReading {
  /** Sockets, as ss writes them. */
  readonly listening: readonly { readonly protocol: string; readonly local: string }[]
  /** Established TCP connections to a local address, and to a remote one. */
  readonly here: ReadonlyMap<string, number>
  readonly there: ReadonlyMap<string, number>
  /** The failures in the error log, with their age in seconds. */
  readonly failures: readonly { readonly server: string; readonly age: number; readonly what: string }[]
  /** Requests, or sessions that ended, in a second, by the server that answered; of the last seconds of the access logs. */
  readonly rates: ReadonlyMap<string, number>
  /** What a connection of ours got: empty if it was taken. */
  readonly connects: ReadonlyMap<string, string>
}

/** Seconds of an access log over which requests are counted. */
const SPAN = 10

/** Reads what `nginx_status` prints. */
export function readNginx(output: string): NginxReading {
  const lines = output.split('\n')
  const of = (kind: string) =>
    lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.split(' ').slice(1))
  const [, day = '', clock = ''] = of('now')[0] ?? []
  const now = secondsOf(day, clock)
  return {
    listening: of('listen').map(([protocol = '', local = '']) => ({ protocol, local: local.replace(/%[^:\]]+/, '') })),
    here: countsIn(of('here')),
    there: countsIn(of('there')),
    failures: of('failed').map(([day = '', clock = '', server = '', ...what]) => {
      return { server, age: now - secondsOf(day, clock), what: what.join(' ') }
    }),
    rates: ratesIn(of('request'), now),
    connects: new Map(
      of('connect').map(([address = '', port = '', status = '', ...said]) => {
        const end = said.join(' ').split(': ').at(-1)?.trim()
        return [
          address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
          status === '0' ? '' : end || 'no answer',
        ]
      }),
    ),
  }
}

/** A socket for IPv6 writes IPv4 addresses as `[::ffff:10.0.0.1]:80`. */
function countsIn(rows: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [at = '', count = ''] of rows) {
    const endpoint = at.replace(/^\[::ffff:([\d.]+)\]/, '$1').replace(/%[^:\]]+/, '')
    counts.set(endpoint, (counts.get(endpoint) ?? 0) + Number(count))
  }
  return counts
}

/** A second is counted once it is over. A busy log reaches back for less than the span. */
function ratesIn(rows: readonly (readonly string[])[], now: number): ReadonlyMap<string, number> {
  const requests = rows
    .map(([count = '', time = '', server = '']) => ({ count: Number(count), age: now - logSeconds(time), server }))
    .filter(({ age }) => age >= 1 && age <= SPAN)
  const sums = new Map<string, number>()
  for (const { server, count } of requests) sums.set(server, (sums.get(server) ?? 0) + count)
  const total = requests.reduce((sum, { count }) => sum + count, 0)
  const oldest = Math.max(1, ...requests.map(({ age }) => age))
  const span = total >= FULL ? oldest : SPAN
  return new Map([...sums].map(([server, count]) => [server, count / span]))
}

/** So many lines may be the end of a log that has more of these seconds. */
const FULL = 900

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026/11/30` and `22:41:07`, both on the host's clock; only differences count. */
function secondsOf(day: string, clock: string): number {
  const [year = 0, month = 1, date = 1] = day.split('/').map(Number)
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  return Date.UTC(year, month - 1, date, hours, minutes, seconds) / 1000
}

/** `30/Nov/2026:22:41:07` */
function logSeconds(time: string): number {
  const [, date = '', month = '', year = '', clock = ''] = /^(\d+)\/(\w+)\/(\d+):([\d:]+)$/.exec(time) ?? []
  return secondsOf(`${year}/${MONTHS.indexOf(month) + 1}/${date}`, clock)
}

const EVERYWHERE = ['0.0.0.0', '*', '[::]']

/** The sockets that get packets to an address and port; without an address, any socket of the port. */
export function socketsFor(
  { listening }: Pick<NginxReading, 'listening'>,
  protocol: string,
  address: string | undefined,
  port: number,
): readonly string[] {
  const wanted = address === undefined ? undefined : [...EVERYWHERE, bare(address), `[${bare(address)}]`]
  return listening
    .filter((one) => one.protocol === protocol && one.local.endsWith(`:${port}`))
    .map(({ local }) => local)
    .filter((local) => wanted === undefined || wanted.includes(local.slice(0, local.lastIndexOf(':'))))
}
