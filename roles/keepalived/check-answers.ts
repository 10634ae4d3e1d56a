import type { Check, Sighting, Verdict } from '../../engine/check.ts'
import { endpoint } from '../addresses.ts'
import { answerOf, ask } from '../ask.ts'
import { listeners, listenersFor } from '../listening.ts'
import type { FindHosts } from '../real-servers.ts'
import { serviceName } from '../vars/virtual-server.ts'
import { type RealServer, realServersOf } from './real-servers.ts'
import type { VirtualServer } from './vars-server.ts'

/** Every real server that is connected answers for the VIP by itself: asked on the server, through its own lo. */
export function answerChecks(server: VirtualServer, find: FindHosts): readonly Check[] {
  return realServersOf(server, find).flatMap((real) => answerCheck(server, real) ?? [])
}

function answerCheck(server: VirtualServer, real: RealServer): Check | undefined {
  if (server.vip === undefined || real.host?.facts === undefined) return undefined
  // With address translation the server sees its own address, never the VIP.
  const target = server.mode === 'nat' ? real.address : server.vip
  const title = `${real.name} answers for ${serviceName(server)}`
  const url = urlOf(real, target)
  const look = { from: real.host.name, run: url === undefined ? listeners(server.protocol, real.port) : ask(url) }
  const expected = real.check.http?.status ?? real.check.https?.status
  return {
    title,
    looks: [look],
    within: 15,
    judge: ([sighting]) =>
      url === undefined ? judgeListener(target, real.port, sighting) : judgeAnswer(expected, sighting),
  }
}

function urlOf({ check, port }: RealServer, target: string) {
  const asked = check.http ?? check.https
  if (asked === undefined || asked.port !== undefined) return undefined
  const scheme = check.http === undefined ? 'https' : 'http'
  return { url: `${scheme}://${endpoint(target, port)}${asked.path}`, host: asked.host }
}

type Expected = number | string | readonly (number | string)[] | undefined

/** `expected`: statuses and ranges such as `200-299`; 200 where none is said. */
export function judgeAnswer(expected: Expected, sighting: Sighting | undefined): Verdict {
  if (sighting === undefined) return { holds: false, saw: 'not asked' }
  const answer = answerOf(sighting)
  if ('none' in answer) return { holds: false, saw: answer.none }
  const wanted = [expected ?? 200].flat()
  return { holds: wanted.some((one) => includes(one, answer.status)), saw: `HTTP ${answer.status}` }
}

function includes(expected: number | string, status: number): boolean {
  const [least, most = least] = String(expected).split('-').map(Number)
  return least !== undefined && most !== undefined && least <= status && status <= most
}

function judgeListener(address: string, port: number, sighting: Sighting | undefined): Verdict {
  if (sighting?.status !== 0) return { holds: false, saw: sighting?.output.trim() || 'ss could not be run' }
  const found = listenersFor(address, sighting)
  if (found.length > 0) return { holds: true, saw: `listens on ${found.join(', ')}` }
  return { holds: false, saw: `nobody listens on ${endpoint(address, port)}` }
}
