import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { HostView } from '../../contract.ts'
import { endpoint, interfaceWith } from '../addresses.ts'
import { answerOf, ask, askHeaders } from '../looks/http.ts'
import { judgeListener, listeners } from '../looks/listeners.ts'
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

/** A site answers on the host itself. At an address that another host holds now, it only has to listen. */
export function answerCheck(title: string, at: SiteAddress, expected: { path: string; status: number }): Check {
  if (isElsewhere(at)) return listenCheck(title, at.host, at.address, 'tcp', at.port)
  return checkOf({
    title,
    advice: askByHand(at, expected.path),
    expects: expected.status,
    looks: { answer: { from: at.host.name, run: ask({ url: urlOf(at, expected.path), host: at.name }) } },
    within: 5,
    judge: ({ answer }) => judgeStatus(expected.status, answer),
  })
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

function judgeStatus(expected: number, result: LookResult): Verdict {
  const answer = answerOf(result)
  if ('none' in answer) return { holds: false, saw: answer.none }
  const instead = answer.status === expected ? '' : ` instead of ${expected}`
  return { holds: answer.status === expected, saw: `HTTP ${answer.status}${instead}` }
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
