import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { HostView } from '../../contract.ts'
import { endpoint, interfaceWith } from '../addresses.ts'
import { secretsOf } from '../looks/credentials.ts'
import { answerOf, ask, askHeaders, askTimes } from '../looks/http.ts'
import { judgeListener, listeners } from '../looks/listeners.ts'
import { isExpected, statusText, type Verify } from '../verify/vars.ts'
import { isVirtual } from '../vip/nonlocal-bind.ts'

/** An address at which a host's own web server is asked. */
export interface SiteAddress {
  readonly host: HostView
  /** An address of the host, a loopback address, or a virtual address that the host may hold. */
  readonly address: string
  readonly port: number
  readonly ssl: boolean
  /** The host name in the request; undefined if any name will do. */
  readonly name: string | undefined
}

/** The first name that is no pattern. */
export function plainName(names: readonly string[]): string | undefined {
  return names.find((one) => /^[A-Za-z0-9.-]+$/.test(one))
}

/** A request to a web server, and the statuses that it must answer. */
export interface WebRequest extends Partial<Omit<Verify, 'path' | 'status'>> {
  readonly path: string
  readonly status: readonly (number | string)[]
}

/** What a site must answer without any `verify`. */
export const USUAL: WebRequest = { path: '/', status: [200] }

/** What a site's `verify` asks. */
export function webRequestOf({ status, ...others }: Verify): WebRequest {
  return { ...others, status: status ?? USUAL.status }
}

/** A site answers on the host itself. At an address that another host holds now, it only has to listen. */
export function answerCheck(title: string, at: SiteAddress, expected: WebRequest): Check {
  if (isElsewhere(at)) return listenCheck(title, at.host, at.address, 'tcp', at.port)
  const { path, status, headers, client_certificate, requests = 1 } = expected
  const request = { url: urlOf(at, path), host: expected.host ?? at.name, headers, client_certificate }
  const run = requests === 1 ? ask(request) : askTimes(requests, request, status)
  return checkOf({
    title: requests === 1 ? title : `${title}, ${requests} times`,
    advice: askByHand(at, path),
    expects: status.length === 1 ? status[0] : status,
    looks: { answer: { from: at.host.name, run, secrets: secretsOf(request) } },
    within: 5,
    judge: ({ answer }) => (requests === 1 ? judgeStatus(status, answer) : judgeTimes(answer)),
  })
}

function judgeTimes({ status, output }: LookResult): Verdict {
  return { holds: status === 0, saw: [...new Set(output.trim().split('\n'))].join('; ') || 'no answer' }
}

function askByHand(at: SiteAddress, path: string): string {
  const name = at.name === undefined ? '' : ` -H 'Host: ${at.name}'`
  return `Ask on ${at.host.name}: curl -ik${name} ${urlOf(at, path)}; the error log of its web server says more.`
}

/** Whether another host holds a virtual address, so that a request would not come to this host. */
export function isElsewhere({ host, address }: Pick<SiteAddress, 'host' | 'address'>): boolean {
  return isVirtual(address, host) && interfaceWith(host.facts, address) === undefined
}

/** Such as `https://[::1]:8443/health`. */
export function urlOf({ ssl, address, port }: Omit<SiteAddress, 'host' | 'name'>, path: string): string {
  return `${ssl ? 'https' : 'http'}://${endpoint(address, port)}${path}`
}

/** A socket of the host listens on an address and port. */
export function listenCheck(
  title: string,
  host: HostView,
  address: string,
  protocol: 'tcp' | 'udp',
  port: number,
): Check {
  return checkOf({
    title,
    advice: `Look on ${host.name} what listens (ss -ln), and in the log of the service why it could not.`,
    looks: { sockets: { from: host.name, run: listeners(protocol, port) } },
    within: 5,
    judge: ({ sockets }) => judgeListener(address, port, sockets),
  })
}

function judgeStatus(expected: readonly (number | string)[], result: LookResult): Verdict {
  const answer = answerOf(result)
  if ('none' in answer) return { holds: false, saw: answer.none }
  const holds = isExpected(expected, answer.status)
  return { holds, saw: `HTTP ${answer.status}${holds ? '' : ` instead of ${statusText(expected)}`}` }
}

/** A site redirects clients. `to` is the beginning of the new location, such as `https://` or `/new`. */
export function redirectCheck(title: string, at: SiteAddress, path: string, to: string): Check {
  if (isElsewhere(at)) return listenCheck(title, at.host, at.address, 'tcp', at.port)
  return checkOf({
    title,
    advice: askByHand(at, path),
    expects: to,
    looks: {
      answer: {
        from: at.host.name,
        run: askHeaders({ url: urlOf(at, path), host: at.name }),
      },
    },
    within: 5,
    judge: ({ answer }) => judgeRedirect(to, answer),
  })
}

export function judgeRedirect(to: string, result: LookResult): Verdict {
  if (result.status !== 0) return { holds: false, saw: result.output.trim().split('\n').at(-1) || 'no answer' }
  const status = /^\s*HTTP\/[\d.]+ (\d{3})/m.exec(result.output)?.[1]
  const location = /^\s*location:\s*(\S+)/im.exec(result.output)?.[1]
  if (location === undefined) return { holds: false, saw: `HTTP ${status ?? 'nothing'} without a new place` }
  return { holds: /^30[12378]$/.test(status ?? '') && begins(location, to), saw: `HTTP ${status} to ${location}` }
}

/** Servers may write `/new` as `http://www.example.com/new`. */
function begins(location: string, to: string): boolean {
  return location.startsWith(to) || (to.startsWith('/') && location.replace(/^https?:\/\/[^/]+/, '').startsWith(to))
}
