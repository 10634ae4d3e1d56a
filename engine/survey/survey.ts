import { readFrames } from '../framing.ts'
import type { Connection } from '../host/connection.ts'
import { requireSuccess } from '../host-pool.ts'
import { scriptWith } from '../target/scripts.ts'

/** What is already on a host and its network, besides the facts. */
export interface HostSurvey {
  /** Seconds by which the host's clock is ahead of the controller's; less than the round trip is no difference. */
  readonly clockAhead: number
  readonly firewall: Firewall
  /** Undefined if it could not be read. */
  readonly listeners: readonly Listener[] | undefined
  /** Undefined if nobody could listen for them. */
  readonly adverts: { readonly heard: readonly Advert[] } | undefined
  /** Why something could not be looked at, such as `tcpdump is not installed`. */
  readonly missing: readonly string[]
}

export type Firewall = 'firewalld' | 'nftables' | 'iptables' | 'ufw' | 'none' | 'unknown'

/** A socket that waits for connections or packets. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp'
  /** As `ss` writes it: `0.0.0.0`, `*`, `[::]`, or an address. */
  readonly address: string
  readonly port: number
  /** Undefined if the kernel does not say. */
  readonly program: string | undefined
}

/** An advert of VRRP, as a host of its network heard it. */
export interface Advert {
  readonly interface: string
  readonly from: string
  readonly routerId: number
}

/** Seconds for which a host listens for adverts: their usual interval is one second. */
const LISTEN = 4

/**
 * Looks at a host; changes nothing there, and sends nothing to others. Takes a few seconds. Throws `lost`, `privilege` or
 * `unsupported`.
 */
export async function surveyHost(connection: Connection, seconds = LISTEN): Promise<HostSurvey> {
  const before = Date.now()
  const result = await connection.script(scriptWith('survey', seconds))
  return readSurvey(requireSuccess(result, connection.host).stdout, connection.host, { before, after: Date.now() })
}

/**
 * Parses the output of `survey.sh` (latin1). Throws `lost`.
 *
 * @param times of the controller's clock around the script, in milliseconds
 */
export function readSurvey(
  printed: string,
  host: string,
  times: { readonly before: number; readonly after: number },
): HostSurvey {
  const frames = readFrames(printed, host)
  const frameOf = (label: string) => frames.find((frame) => frame.label === label)
  const outputOf = (label: string) => frameOf(label)?.output ?? ''
  const wasRead = (label: string) => frameOf(label)?.status === 0
  const deaf = deafInterfaces(outputOf('adverts'))
  return {
    clockAhead: clockAhead(outputOf('clock'), times),
    firewall: firewallOf(outputOf('firewall')),
    listeners: wasRead('listeners') ? readListeners(outputOf('listeners')) : undefined,
    adverts: wasRead('adverts') ? { heard: readAdverts(outputOf('adverts')) } : undefined,
    missing: [
      ...frames.filter(({ status }) => status !== 0).map(({ output }) => output),
      ...(wasRead('adverts') && deaf.length > 0 ? [`tcpdump fails on ${deaf.join(', ')}`] : []),
    ],
  }
}

/** The host's clock was read at some time between the two. */
function clockAhead(printed: string, { before, after }: { readonly before: number; readonly after: number }): number {
  if (!/^\d+$/.test(printed)) return 0
  const seconds = Number(printed)
  if (seconds < Math.floor(before / 1000)) return seconds - Math.floor(before / 1000)
  return seconds > Math.ceil(after / 1000) ? seconds - Math.ceil(after / 1000) : 0
}

const FIREWALLS: readonly Firewall[] = ['firewalld', 'nftables', 'iptables', 'ufw', 'none']

function firewallOf(printed: string): Firewall {
  return FIREWALLS.find((one) => one === printed) ?? 'unknown'
}

/** Reads `tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))`. */
function readListeners(printed: string): readonly Listener[] {
  return printed.split('\n').flatMap((line): Listener[] => {
    const [, protocol, local = '', rest = ''] = /^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+(\S+)\s+\S+\s*(.*)$/.exec(line) ?? []
    const [, address, port] = /^(.*?)(?:%[^:\]]+)?:(\d+)$/.exec(local) ?? []
    if ((protocol !== 'tcp' && protocol !== 'udp') || address === undefined) return []
    return [{ protocol, address, port: Number(port), program: /\(\("([^"]+)"/.exec(rest)?.[1] }]
  })
}

/** The statuses of tcpdump if it listened: 50 adverts were heard, or its time was over. */
const LISTENED = ['0', '124', '143']

/** The interfaces on which tcpdump could not listen, from lines such as `eth0 ended 124`. */
function deafInterfaces(printed: string): readonly string[] {
  return [...printed.matchAll(/^(\S+) ended (\d+)$/gm)].flatMap(([, name = '', status = '']) =>
    LISTENED.includes(status) ? [] : [name],
  )
}

/** Reads `eth0 IP 10.0.0.11 > 224.0.0.18: VRRPv2, Advertisement, vrid 51, prio 100, …`. */
function readAdverts(printed: string): readonly Advert[] {
  const found = printed.split('\n').flatMap((line): Advert[] => {
    const [, name, from, id] = /^(\S+) IP6? (\S+) > \S+:.*\bvrid (\d+),/.exec(line) ?? []
    return name === undefined || from === undefined ? [] : [{ interface: name, from, routerId: Number(id) }]
  })
  // tcpdump runs on all interfaces at the same time.
  const byText = new Map(found.map((one) => [`${one.interface} ${one.from} ${one.routerId}`, one]))
  return [...byText].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, advert]) => advert)
}
