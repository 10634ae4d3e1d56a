import { type Check, checkOf, type LookResult, type Verdict } from '../../../../engine/check.ts'
import type { HostView } from '../../../contract.ts'
import { endpoint } from '../../addresses.ts'
import { answerOf, ask } from '../../looks/http.ts'
import { judgeListener, listeners } from '../../looks/listeners.ts'

/** A service as one of its real servers answers for it. */
export interface Answering {
  /** As the field writes it: `tcp 10.0.0.100:80`. */
  readonly service: string
  /** Undefined behind a firewall mark, of which nobody knows the address. */
  readonly vip: string | undefined
  readonly protocol: 'tcp' | 'udp'
  readonly mode: 'dr' | 'nat' | 'tun'
  readonly server: {
    readonly name: string
    readonly host: HostView | undefined
    readonly address: string
    readonly port: number
    readonly weight: number
  }
  /** What is asked for over HTTP; without it somebody only has to listen. */
  readonly http?:
    | {
        readonly scheme: 'http' | 'https'
        readonly path: string
        readonly host?: string | undefined
        readonly status?: Expected
      }
    | undefined
}

/** Statuses and ranges such as `200-299`; 200 where none is said. */
type Expected = number | string | readonly (number | string)[] | undefined

/**
 * A real server that is connected answers for the VIP by itself: asked on the server, through its own lo. With weight 0
 * nobody is sent to it: it may have got it because it is dead.
 */
export function answerCheck({ service, vip, protocol, mode, server, http }: Answering): Check | undefined {
  if (vip === undefined || server.host?.facts === undefined || server.weight === 0) return undefined
  // With address translation the server sees its own address, never the VIP.
  const target = mode === 'nat' ? server.address : vip
  const url = http && { url: `${http.scheme}://${endpoint(target, server.port)}${http.path}`, host: http.host }
  return checkOf({
    title: `${server.name} answers for ${service}`,
    looks: { answer: { from: server.host.name, run: url === undefined ? listeners(protocol, server.port) : ask(url) } },
    within: 15,
    judge: ({ answer }) =>
      http === undefined ? judgeListener(target, server.port, answer) : judgeAnswer(http.status, answer),
  })
}

/** Judges the status that {@link ask} saw. */
function judgeAnswer(expected: Expected, result: LookResult): Verdict {
  const answer = answerOf(result)
  if ('none' in answer) return { holds: false, saw: answer.none }
  const wanted = [expected ?? 200].flat()
  return { holds: wanted.some((one) => includes(one, answer.status)), saw: `HTTP ${answer.status}` }
}

function includes(expected: number | string, status: number): boolean {
  const [least, most = least] = String(expected).split('-').map(Number)
  return least !== undefined && most !== undefined && least <= status && status <= most
}
