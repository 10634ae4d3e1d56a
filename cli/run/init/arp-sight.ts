import type { Connection } from '../../../engine/host/connection.ts'
import { sh } from '../../../engine/shell.ts'
import { arpAnswer, arping } from '../../../roles/kit/looks/arp.ts'
import type { ArpSight } from '../../init/sights.ts'

/** Whether an IPv4 address is in use on the network of a host's interface: asked by arping, else what its kernel knows. */
export async function arpSight(connection: Connection, interfaceName: string, vip: string): Promise<ArpSight> {
  const { host } = connection
  const { status, stdout, stderr } = await connection.script(arping(interfaceName, vip).script)
  const answer = arpAnswer({ from: host, status, output: `${stdout}${stderr}` })
  if ('macs' in answer) return { vip, from: host, answer }
  const mac = await neighbour(connection, interfaceName, vip)
  return { vip, from: host, answer: mac === undefined ? answer : { macs: [mac] } }
}

/** From the neighbour table: less than asking, and better than nothing. */
async function neighbour(connection: Connection, interfaceName: string, vip: string): Promise<string | undefined> {
  const { stdout } = await connection.script(sh`ip neigh show to ${vip} dev ${interfaceName}`.script)
  return /lladdr (\S+) .*(?:REACHABLE|STALE|DELAY|PROBE)/.exec(stdout)?.[1]
}
