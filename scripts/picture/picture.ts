import { haproxySketch } from './haproxy.ts'
import { ipvsSketch } from './ipvs.ts'
import { keepalivedSketch } from './keepalived.ts'
import { mermaid } from './mermaid.ts'
import { nginxSketch } from './nginx.ts'
import { realServerSketch } from './real-server.ts'
import { rsyslogSketch } from './rsyslog.ts'
import { loadScene, type Scene, type SceneHost, type Use } from './scene.ts'
import { type Edge, joined, type Node, once, PEOPLE, type Sketch } from './sketch.ts'

/** What each role adds to a picture; the others only run on hosts that are there already. */
const SKETCHES: Readonly<Record<string, (use: Use, scene: Scene) => Sketch>> = {
  haproxy: haproxySketch,
  ipvs: ipvsSketch,
  keepalived: keepalivedSketch,
  nginx: nginxSketch,
  real_server: realServerSketch,
  rsyslog: rsyslogSketch,
}

/** The traffic of a playbook on its hosts, as Mermaid. Throws `input` with what is wrong in the files. */
export async function pictureOf(paths: { readonly playbook: string; readonly inventory: string }): Promise<string> {
  const scene = await loadScene(paths)
  const roles = scene.uses.flatMap((use) => SKETCHES[use.role]?.(use, scene) ?? [])
  const sketch = joined([people(scene), ...roles])
  return mermaid({ nodes: sketch.nodes, edges: [...entries(sketch, scene), ...sketch.edges] })
}

/** Clients know the virtual addresses, and what listens there. */
function entries({ nodes, doors }: Sketch, scene: Scene): readonly Edge[] {
  return nodes
    .filter(({ kind }) => kind === 'address')
    .flatMap(({ id, group }): readonly Edge[] => {
      const isThere = (name: string) => scene.hosts.some((host) => host.name === name && host.group === group)
      const open = doors.filter(({ address, hosts }) => (address === undefined ? hosts.some(isThere) : address === id))
      const label = once(open.map((door) => door.label)).join(', ')
      return open.length === 0 ? [] : [{ from: PEOPLE, to: { node: id }, kind: 'request', label }]
    })
}

/** Those hosts that stand for the clients are the clients. */
function people({ hosts }: Scene): Sketch {
  const node: Node = { id: PEOPLE.node, kind: 'people', lines: ['clients'], group: undefined }
  return { nodes: [node, ...hosts.filter(({ group }) => group !== 'clients').map(nodeOf)], edges: [], doors: [] }
}

function nodeOf({ name, address, variables, group }: SceneHost): Node {
  const weight = variables.weight === undefined ? [] : [`weight ${variables.weight}`]
  return { id: name, kind: 'host', lines: [name, address, ...weight], group }
}
