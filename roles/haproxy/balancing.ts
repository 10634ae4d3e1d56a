import type { Balancing, SeenServer } from '../../engine/balancing/balancing.ts'
import type { RoleContext } from '../contract.ts'
import { askSocket, parseStat, type StatRow } from './checks/counters.ts'
import { isUp } from './checks/servers.ts'
import { defaultSocket } from './places.ts'
import { backsOf } from './proxies.ts'
import { serversOf } from './servers.ts'
import type { HaproxyVars } from './vars/vars.ts'

/** The backends with their servers, as the admin socket shows them. */
export function haproxyBalancing({ vars, host, hosts }: RoleContext<HaproxyVars>): Balancing | undefined {
  const backs = backsOf(vars)
  if (vars.config !== undefined || backs.length === 0) return undefined
  return {
    pools: backs.map((back) => ({
      title: titleOf(back.name),
      servers: serversOf(back, hosts).map((server) => ({
        key: server.name,
        host: server.host?.name,
        weight: server.disabled ? 0 : server.weight,
        backup: server.backup,
      })),
    })),
    look: askSocket(vars.global.socket.path ?? defaultSocket(host.facts), 'show stat'),
    read(output, status) {
      if (status !== 0) return output.trim() || 'the admin socket does not answer'
      const bySection = Map.groupBy(
        parseStat(output).filter(({ isServer }) => isServer),
        ({ section }) => titleOf(section),
      )
      return new Map(
        [...bySection].map(([title, rows]) => [title, new Map(rows.map((row) => [row.name, seenIn(row)]))]),
      )
    },
  }
}

function titleOf(name: string): string {
  return `backend ${name}`
}

function seenIn(row: StatRow): SeenServer {
  const isOut = /^(MAINT|DRAIN)/.test(row.status)
  return { weight: isOut ? 0 : (row.weight ?? 0), connections: row.current, up: isOut ? undefined : isUp(row) }
}
