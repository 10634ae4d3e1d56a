import { backsOf, frontsOf, hasServers, modeOf } from '../../roles/haproxy/proxies.ts'
import { serversOf } from '../../roles/haproxy/servers.ts'
import { isEverywhere, isLoopback } from '../../roles/haproxy/vars/bind.ts'
import type { Back, Front } from '../../roles/haproxy/vars/proxy.ts'
import { type HaproxyVars, haproxyVars } from '../../roles/haproxy/vars/vars.ts'
import { relaying } from './relaying.ts'
import type { Scene, Use } from './scene.ts'
import { type Door, joined, type Sketch } from './sketch.ts'

/** Where clients come in, and which backend gets what. */
export function haproxySketch({ vars: written, members }: Use, scene: Scene): Sketch {
  const vars = haproxyVars.parse(written)
  const hosts = members.map(({ name }) => name)
  return joined(
    frontsOf(vars).flatMap((front) => [
      { nodes: [], edges: [], doors: doorsOf(front, vars, hosts) },
      ...routesOf(front, vars).map(({ what, back }) => {
        const asked = front.binds.map(({ port }) => port)
        const servers = serversOf(back, scene.find)
        return relaying({ what, method: back.balance.words, asked, members, servers }, scene)
      }),
    ]),
  )
}

function doorsOf(front: Front, vars: HaproxyVars, hosts: readonly string[]): readonly Door[] {
  const protocol = (ssl: boolean) => (modeOf(front, vars) === 'tcp' ? 'tcp' : ssl ? 'https' : 'http')
  return front.binds
    .filter((bind) => !isLoopback(bind) && !bind.accept_proxy)
    .map((bind) => {
      const label = `${protocol(bind.ssl !== undefined)} ${bind.port}`
      return { address: isEverywhere(bind) ? undefined : bind.address, hosts, label }
    })
}

function routesOf(front: Front, vars: HaproxyVars): readonly { readonly what: string; readonly back: Back }[] {
  const named = (name: string, condition = '') =>
    backsOf(vars)
      .filter((back) => back.name === name)
      .map((back) => ({ what: `${name}${condition}`, back }))
  const last = 'default_backend' in front && front.default_backend !== undefined ? named(front.default_backend) : []
  return [
    ...front.use_backend.flatMap((rule) =>
      named(rule.backend, rule.if === undefined ? ` unless ${rule.unless}` : ` if ${rule.if}`),
    ),
    ...last,
    ...(hasServers(front) ? [{ what: front.name, back: front }] : []),
  ]
}
