import { haproxySketch } from './haproxy.ts'
import { ipvsSketch } from './ipvs.ts'
import { keepalivedSketch } from './keepalived.ts'
import { mermaid } from './mermaid.ts'
import { mysqlSketch } from './mysql.ts'
import { nginxSketch } from './nginx.ts'
import { realServerSketch } from './real-server.ts'
import { rsyslogSketch } from './rsyslog.ts'
import { loadScene, type Scene, type SceneHost, type Use } from './scene.ts'
import { CLIENTS, type Edge, joined, type Node, once, type Sketch } from './sketch.ts'

/** The roles that add something to a picture. */
const SKETCHES: Readonly<Record<string, (use: Use, scene: Scene) => Sketch>> = {
  haproxy: haproxySketch,
  ipvs: ipvsSketch,
  keepalived: keepalivedSketch,
  mysql: mysqlSketch,
  nginx: nginxSketch,
  real_server: realServerSketch,
  rsyslog: rsyslogSketch,
}

/** The traffic of a playbook on its hosts, as Mermaid. Throws `input` with what is wrong in the files. */
export async function pictureOf(paths: { readonly playbook: string; readonly inventory: string }): Promise<string> {
  const scene = await loadScene(paths)
  const roles = scene.uses.flatMap((use) => SKETCHES[use.role]?.(use, scene) ?? [])
  const sketch = joined([clientsAndHosts(scene), ...roles])
  return mermaid({ nodes: sketch.nodes, edges: [...entries(sketch, scene), ...sketch.edges] })
}

/** Arrows from the clients to the virtual addresses. */
function entries({ nodes, listeners }: Sketch, scene: Scene): readonly Edge[] {
  return nodes
    .filter(({ kind }) => kind === 'address')
    .flatMap(({ id, group }): readonly Edge[] => {
      const isInGroup = (name: string) => scene.hosts.some((host) => host.name === name && host.group === group)
      const open = listeners.filter(({ address, hosts }) =>
        address === undefined ? hosts.some(isInGroup) : address === id,
      )
      const label = once(open.map((listener) => listener.label)).join(', ')
      return open.length === 0 ? [] : [{ from: CLIENTS, to: { node: id }, kind: 'request', label }]
    })
}

/** The node of the clients, and all other hosts; hosts of the group `clients` are not drawn. */
function clientsAndHosts({ hosts }: Scene): Sketch {
  const node: Node = { id: CLIENTS.node, kind: 'clients', lines: ['clients'], group: undefined }
  return { nodes: [node, ...hosts.filter(({ group }) => group !== 'clients').map(nodeOf)], edges: [], listeners: [] }
}

function nodeOf({ name, address, variables, group }: SceneHost): Node {
  const weight = variables.weight === undefined ? [] : [`weight ${variables.weight}`]
  return { id: name, kind: 'host', lines: [name, address, ...weight], group }
}
