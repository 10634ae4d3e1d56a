import { parseListen } from '../../roles/kit/web/listen.ts'
import { type Server, serversOf } from '../../roles/nginx/servers.ts'
import { hasWord } from '../../roles/nginx/vars/listen.ts'
import { parseProxyTarget } from '../../roles/nginx/vars/proxy-target.ts'
import { protocolOfStream, type Stream, upstreamsOf } from '../../roles/nginx/vars/stream.ts'
import { type NginxVars, nginxVars, type Site } from '../../roles/nginx/vars/vars.ts'
import { backendSketch } from './backend.ts'
import type { Scene, SceneHost, Use } from './scene.ts'
import { joined, type Listener, type Sketch } from './sketch.ts'

type Listens = readonly (number | string)[]

/** The requests that nginx passes on. A site that answers by itself has no arrow. */
export function nginxSketch({ vars: written, members }: Use, scene: Scene): Sketch {
  const vars = nginxVars.parse(written)
  return joined([
    ...vars.sites.filter(passesOn).map((site) => listeners(site.listens, members, (ssl) => (ssl ? 'https' : 'http'))),
    ...vars.streams.map((stream) => listeners(stream.listen, members, () => protocolOfStream(stream))),
    ...[...vars.sites.flatMap(routesOf), ...vars.streams.flatMap(streamRoutesOf)].flatMap(
      ({ upstream, title, listens }) => {
        const found = vars.upstreams.find(({ name }) => name === upstream)
        if (found === undefined) return []
        const clientPorts = listens.flatMap((one) => parseListen(one)?.port ?? [])
        return backendSketch(
          { title, method: found.method, clientPorts, members, servers: addressed(serversOf(found, scene.find)) },
          scene,
        )
      },
    ),
  ])
}

/** A server by DNS name or socket stands at its own place, whatever its address is. */
function addressed(servers: readonly Server[]) {
  return servers.map((server) => ({ ...server, address: server.address ?? server.name }))
}

interface Route {
  readonly upstream: string
  readonly title: string
  readonly listens: Listens
}

function routesOf({ locations, listens }: Site): readonly Route[] {
  return locations.flatMap(({ path, proxy_pass }) => {
    const upstream = parseProxyTarget(proxy_pass ?? '')?.upstream
    return upstream === undefined ? [] : [{ upstream, title: path, listens }]
  })
}

function passesOn(site: NginxVars['sites'][number]): boolean {
  return routesOf(site).length > 0
}

function streamRoutesOf(stream: Stream): readonly Route[] {
  return upstreamsOf(stream).map((upstream) => ({ upstream, title: upstream, listens: stream.listen }))
}

function listeners(listens: Listens, members: readonly SceneHost[], protocol: (ssl: boolean) => string): Sketch {
  const hosts = members.map(({ name }) => name)
  const found = listens.flatMap((written): readonly Listener[] => {
    const listen = parseListen(written)
    // Only a balancer can connect there.
    if (listen === undefined || hasWord(written, 'proxy_protocol')) return []
    return [{ address: listen.address, hosts, label: `${protocol(listen.ssl)} ${listen.port}` }]
  })
  return { nodes: [], edges: [], listeners: found }
}
