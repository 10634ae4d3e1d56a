import { backsOf, frontsOf, hasServers, modeOf } from '../../roles/haproxy/proxies.ts'
import { serversOf } from '../../roles/haproxy/servers.ts'
import { isEverywhere, isLoopback } from '../../roles/haproxy/vars/bind.ts'
import type { Back, Front } from '../../roles/haproxy/vars/proxy.ts'
import { type HaproxyVars, haproxyVars } from '../../roles/haproxy/vars/vars.ts'
import { backendSketch } from './backend.ts'
import type { Scene, Use } from './scene.ts'
import { joined, type Listener, type Sketch } from './sketch.ts'

/** The ports that clients connect to, and the backends behind them. */
export function haproxySketch({ vars: written, members }: Use, scene: Scene): Sketch {
  const vars = haproxyVars.parse(written)
  const hosts = members.map(({ name }) => name)
  return joined(
    frontsOf(vars).flatMap((front) => [
      { nodes: [], edges: [], listeners: listenersOf(front, vars, hosts) },
      ...routesOf(front, vars).map(({ title, back }) => {
        const clientPorts = front.binds.map(({ port }) => port)
        const servers = serversOf(back, scene.find)
        return backendSketch({ title, method: back.balance.words, clientPorts, members, servers }, scene)
      }),
    ]),
  )
}

function listenersOf(front: Front, vars: HaproxyVars, hosts: readonly string[]): readonly Listener[] {
  const protocol = (ssl: boolean) => (modeOf(front, vars) === 'tcp' ? 'tcp' : ssl ? 'https' : 'http')
  return front.binds
    .filter((bind) => !isLoopback(bind) && !bind.accept_proxy)
    .map((bind) => {
      const label = `${protocol(bind.ssl !== undefined)} ${bind.port}`
      return { address: isEverywhere(bind) ? undefined : bind.address, hosts, label }
    })
}

function routesOf(front: Front, vars: HaproxyVars): readonly { readonly title: string; readonly back: Back }[] {
  const named = (name: string, condition = '') =>
    backsOf(vars)
      .filter((back) => back.name === name)
      .map((back) => ({ title: `${name}${condition}`, back }))
  const defaults = 'default_backend' in front && front.default_backend !== undefined ? named(front.default_backend) : []
  return [
    ...front.use_backend.flatMap((rule) => {
      const byMap = vars.maps.filter(({ name }) => name === rule.map).flatMap(({ entries }) => Object.values(entries))
      const names = [...byMap, ...(rule.backend === undefined ? [] : [rule.backend])]
      const condition =
        rule.if !== undefined ? ` if ${rule.if}` : rule.unless !== undefined ? ` unless ${rule.unless}` : ''
      return [...new Set(names)].flatMap((name) => named(name, rule.map === undefined ? condition : ` by ${rule.map}`))
    }),
    ...defaults,
    ...(hasServers(front) ? [{ title: front.name, back: front }] : []),
  ]
}
