import { parseListen } from '../../roles/kit/web/listen.ts'
import { serversOf } from '../../roles/nginx/servers.ts'
import { hasWord } from '../../roles/nginx/vars/listen.ts'
import { parseProxyTarget } from '../../roles/nginx/vars/proxy-target.ts'
import { protocolOf, type Stream, upstreamsOf } from '../../roles/nginx/vars/stream.ts'
import { type NginxVars, nginxVars, type Site } from '../../roles/nginx/vars/vars.ts'
import { relaying } from './relaying.ts'
import type { Scene, SceneHost, Use } from './scene.ts'
import { type Door, joined, type Sketch } from './sketch.ts'

type Listens = readonly (number | string)[]

/** What nginx passes on. A site that answers by itself is the end of the way. */
export function nginxSketch({ vars: written, members }: Use, scene: Scene): Sketch {
  const vars = nginxVars.parse(written)
  return joined([
    ...vars.sites.filter(passesOn).map((site) => doors(site.listens, members, (ssl) => (ssl ? 'https' : 'http'))),
    ...vars.streams.map((stream) => doors(stream.listen, members, () => protocolOf(stream))),
    ...[...vars.sites.flatMap(routesOf), ...vars.streams.flatMap(streamRoutesOf)].flatMap(
      ({ upstream, what, listens }) => {
        const found = vars.upstreams.find(({ name }) => name === upstream)
        if (found === undefined) return []
        const asked = listens.flatMap((one) => parseListen(one)?.port ?? [])
        return relaying({ what, method: found.method, asked, members, servers: serversOf(found, scene.find) }, scene)
      },
    ),
  ])
}

interface Route {
  readonly upstream: string
  readonly what: string
  readonly listens: Listens
}

function routesOf({ locations, listens }: Site): readonly Route[] {
  return locations.flatMap(({ path, proxy_pass }) => {
    const upstream = parseProxyTarget(proxy_pass ?? '')?.upstream
    return upstream === undefined ? [] : [{ upstream, what: path, listens }]
  })
}

function passesOn(site: NginxVars['sites'][number]): boolean {
  return routesOf(site).length > 0
}

function streamRoutesOf(stream: Stream): readonly Route[] {
  return upstreamsOf(stream).map((upstream) => ({ upstream, what: upstream, listens: stream.listen }))
}

function doors(listens: Listens, members: readonly SceneHost[], protocol: (ssl: boolean) => string): Sketch {
  const hosts = members.map(({ name }) => name)
  const found = listens.flatMap((written): readonly Door[] => {
    const listen = parseListen(written)
    // Nobody but a balancer can come in there.
    if (listen === undefined || hasWord(written, 'proxy_protocol')) return []
    return [{ address: listen.address, hosts, label: `${protocol(listen.ssl)} ${listen.port}` }]
  })
  return { nodes: [], edges: [], doors: found }
}
