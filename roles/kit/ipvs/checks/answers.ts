import { type Check, checkOf, type LookResult, type Verdict } from '../../../../engine/check.ts'
import type { HostView } from '../../../contract.ts'
import { endpoint } from '../../addresses.ts'
import { answerOf, ask } from '../../looks/http.ts'
import { judgeListener, listeners } from '../../looks/listeners.ts'
import type { Up } from '../../verify/up.ts'
import { isExpected } from '../../verify/vars.ts'

/** A service, and one real server that must answer for it. */
export interface Answering {
  /** As the field writes it: `tcp 10.0.0.100:80`. */
  readonly service: string
  /** Undefined for a service by firewall mark. */
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
  /** How many servers must be up; undefined: all. */
  readonly up?: Up | undefined
  /** The HTTP request; without it the server only has to listen. */
  readonly http?:
    | {
        readonly scheme: 'http' | 'https'
        readonly path: string
        readonly host?: string | undefined
        readonly status?: Expected
      }
    | undefined
}

/** Statuses and ranges such as `200-299`; 200 if undefined. */
type Expected = number | string | readonly (number | string)[] | undefined

/**
 * A connected real server answers for the VIP. It is asked on the server itself, through its own lo. Undefined for a
 * server of weight 0, which gets no clients, and may have that weight because it is dead, and where some may be down.
 */
export function answerCheck({ service, vip, protocol, mode, server, http, up }: Answering): Check | undefined {
  if (up?.least !== undefined) return undefined
  if (vip === undefined || server.host?.facts === undefined || server.weight === 0) return undefined
  // With mode nat the server gets packets to its own address, never to the VIP.
  const target = mode === 'nat' ? server.address : vip
  const url = http && { url: `${http.scheme}://${endpoint(target, server.port)}${http.path}`, host: http.host }
  return checkOf({
    title: `${server.name} answers for ${service}`,
    advice: `Start the service on ${server.name}, or look why it does not answer; with weight 0 it is not asked.`,
    expects: http?.status,
    looks: { answer: { from: server.host.name, run: url === undefined ? listeners(protocol, server.port) : ask(url) } },
    within: 15,
    judge: ({ answer }) =>
      http === undefined ? judgeListener(target, server.port, answer) : judgeAnswer(http.status, answer),
  })
}

/** Judges the status that {@link ask} printed. */
function judgeAnswer(expected: Expected, result: LookResult): Verdict {
  const answer = answerOf(result)
  if ('none' in answer) return { holds: false, saw: answer.none }
  return { holds: isExpected([expected ?? 200].flat(), answer.status), saw: `HTTP ${answer.status}` }
}
