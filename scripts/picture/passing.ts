import { endpoint } from '../../roles/addresses.ts'
import type { HostView } from '../../roles/contract.ts'
import type { Scene, SceneHost } from './scene.ts'
import { edges, endsOf, PEOPLE, type Sketch } from './sketch.ts'

const MODES = { dr: 'direct routing', nat: 'NAT', tun: 'IP in IP' } as const

/** A service of IPVS. */
export interface Passing {
  /** Such as `10.0.0.100`; undefined where a firewall mark says what is meant. */
  readonly vip: string | undefined
  /** Such as `tcp 80`, `fwmark 1`. */
  readonly port: string
  readonly mode: keyof typeof MODES
  readonly scheduler: string
  readonly members: readonly SceneHost[]
  readonly servers: readonly { readonly host: HostView | undefined; readonly address: string; readonly port: number }[]
}

/** From the directors to the real servers. With NAT answers go where the real servers' default route leads. */
export function passing({ vip, port, mode, scheduler, members, servers }: Passing, scene: Scene): Sketch {
  const strangers = servers.filter(({ host }) => host === undefined)
  const known = endsOf(
    servers.flatMap(({ host }) => host ?? []),
    scene,
  )
  const to = [...known, ...strangers.map(({ address }) => ({ node: address }))]
  const others = [...new Set(servers.map((server) => server.port))].filter(
    (one) => !port.endsWith(` ${one}`) && one !== 0,
  )
  const label = `${port}: ${MODES[mode]}${others.map((one) => ` to ${one}`).join('')}, ${scheduler}`
  return {
    nodes: strangers.map(({ address, port }) => {
      return { id: address, kind: 'host', lines: [endpoint(address, port)], group: 'not in the inventory' }
    }),
    edges: [
      ...edges(endsOf(members, scene), to, { kind: 'request', label }),
      ...(mode === 'nat' ? [] : edges(to, [PEOPLE], { kind: 'other', label: 'answers, past the directors' })),
    ],
    doors: [{ address: vip, hosts: members.map(({ name }) => name), label: port }],
  }
}
