import { z } from 'zod'
import { type Sh, sh } from '../shell.ts'
import { absolutePath } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const name = z.string().regex(/^[A-Za-z0-9_.:-]+$/, 'must be a name of the configuration, such as web1')

const STATES = ['ready', 'drain', 'maint'] as const

const spec = z.strictObject({
  socket: absolutePath
    .default('/run/haproxy/admin.sock')
    .describe("HAProxy's admin socket, of level admin. The program socat is needed to use it."),
  backend: name.describe('Name of the backend or listen section.'),
  server: name.describe('Name of the server in it.'),
  weight: z
    .int()
    .min(0)
    .max(256)
    .describe('Its weight now; with 0 it gets nothing new, but for clients that a cookie sends to it.'),
  state: z
    .enum(STATES)
    .default('ready')
    .describe('drain: nothing new, as with weight 0; maint: nothing at all, and no health checks.'),
})

export type HaproxyServerInput = z.input<typeof spec>
export type HaproxyServerSpec = z.output<typeof spec>

/** Without a process the configuration alone decides, from the next start on. */
export type HaproxyServerState =
  | { readonly weight: number; readonly state: (typeof STATES)[number] }
  | { readonly noProcess: true }

export const haproxyServerType: ResourceType<HaproxyServerInput, HaproxyServerSpec, HaproxyServerState> = {
  kind: 'haproxy_server',
  summary:
    'Weight and state of a server in the running HAProxy, by its admin socket. A reload of HAProxy brings those of its configuration back.',
  spec,
  name: ({ backend, server }) => `${backend}/${server}`,
  desired: ({ weight, state }) => ({ weight, state }),
  probe: ({ socket, backend, server }) => sh`read_haproxy_server ${socket} ${backend} ${server}`,
  parse(output, { socket, backend, server }) {
    const printed = output.trim()
    if (printed === 'no process') return { state: { noProcess: true } }
    if (printed === 'no socat') return { notYet: `the socket ${socket} needs socat, which the host lacks (yet)` }
    if (printed === 'missing') return { notYet: `the running HAProxy has no ${backend}/${server} (yet)` }
    const [, weight, admin] = /^weight (\d+) admin (\d+)$/.exec(printed) ?? []
    return { state: { weight: Number(weight), state: stateOf(Number(admin)) } }
  },
  holds(to, read) {
    if (to === null || read === null) return to === read
    if ('noProcess' in to || 'noProcess' in read) return true
    // HAProxy treats both alike.
    const isDrained = (one: typeof to) => one.state === 'drain' || (one.state === 'ready' && one.weight === 0)
    return to.weight === 0 && isDrained(to) && isDrained(read)
  },
  converge({ socket, backend, server }, from, to): readonly Sh[] {
    if (to === null || 'noProcess' in to) return []
    const weight = from !== null && 'weight' in from ? from.weight : undefined
    const words = [socket, backend, server]
    return [
      ...(weight === to.weight ? [] : [sh`set_haproxy_server ${words} weight ${to.weight}`]),
      sh`set_haproxy_server ${words} state ${to.state}`,
    ]
  },
}

/** Bits of srv_admin_state: 1, 2 and 32 are kinds of maintenance, 8 and 16 of draining. 4 only says where 1 came from. */
function stateOf(admin: number): (typeof STATES)[number] {
  if ((admin & (1 | 2 | 32)) !== 0) return 'maint'
  return (admin & (8 | 16)) === 0 ? 'ready' : 'drain'
}

export const haproxyServer = (input: HaproxyServerInput, placement?: Placement): Resource =>
  makeResource(haproxyServerType, input, placement)
