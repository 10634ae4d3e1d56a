import { isIP } from 'node:net'
import { z } from 'zod'
import { sh } from '../shell.ts'
import { type BootUnit, bootUnit } from './boot-units/boot-unit.ts'
import { type LiveAndAtBootState, liveAndAtBoot } from './boot-units/live-and-at-boot.ts'
import { ipAddress, ipPrefix } from './fields/ip.ts'
import { interfaceName } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z
  .strictObject({
    to: z
      .union(
        [z.literal('default'), ipPrefix],
        'must be a network with its prefix length, such as 10.1.0.0/16, or default',
      )
      .transform((to) => (to === '0.0.0.0/0' || to === '::/0' ? 'default' : to))
      .describe('Destination network, such as 10.1.0.0/16, or default.'),
    via: ipAddress.describe('The gateway.'),
    interface: interfaceName.optional().describe('The interface. Default: the kernel chooses it by the gateway.'),
    metric: z
      .int()
      .min(1)
      .max(4_294_967_295)
      .optional()
      .describe('Of two routes to the same network, the one with the lower metric is used.'),
  })
  .refine(({ to, via }) => to === 'default' || isIP(to.split('/')[0] ?? '') === isIP(via), {
    error: 'must be of the same family, IPv4 or IPv6, as the network',
    path: ['via'],
  })

export type RouteInput = z.input<typeof spec>
export type RouteSpec = z.output<typeof spec>

/** Arguments of `ip route` after the network, such as `via 10.0.0.1 dev eth0`; null if there is no such route. */
export type RouteState = LiveAndAtBootState<string | null>

export const routeType: ResourceType<RouteInput, RouteSpec, RouteState> = {
  kind: 'route',
  summary: 'A route through a gateway, now and after every boot. Undo restores the route that it replaced.',
  spec,
  name: ({ to, via, metric }) => {
    const family = to === 'default' && isIP(via) === 6 ? 'default (IPv6)' : to
    return metric === undefined ? family : `${family} metric ${metric}`
  },
  ...liveAndAtBoot<RouteSpec, string | null>({
    absent: null,
    unitOf,
    desired: (spec) => routeArgumentsOf(spec).join(' '),
    probe: (spec) => sh`read_route ${familyOf(spec)} ${spec.to}`,
    parse: liveRoute,
    describe: (live) => live ?? 'no route',
    put: (spec, live) => sh`ip ${familyOf(spec)} route replace ${spec.to} ${(live ?? '').split(' ')}`,
    remove: (spec) => sh`remove_route ${familyOf(spec)} ${spec.to} ${metricArguments(spec)}`,
  }),
}

function familyOf({ via }: RouteSpec): string {
  return isIP(via) === 6 ? '-6' : '-4'
}

function metricArguments({ metric }: RouteSpec): readonly string[] {
  return metric === undefined ? [] : ['metric', String(metric)]
}

function routeArgumentsOf(spec: RouteSpec): string[] {
  const device = spec.interface === undefined ? [] : ['dev', spec.interface]
  return ['via', spec.via, ...device, ...metricArguments(spec)]
}

/** Words that the kernel adds and that `ip route replace` does not accept. */
const STATUS_WORDS = /\b(linkdown|dead|offload|trap|rt_offload|rt_trap)\b/g

/** The default metric of IPv6. */
const DEFAULT_METRIC = / metric 1024\b/

/**
 * The route with the metric of the spec. A route that matches the spec is returned as the spec writes it, without what
 * the kernel adds.
 */
function liveRoute(output: string, spec: RouteSpec): string | null {
  const routes = output
    .split('\n')
    .flatMap((line) => line.match(/^route \S+ (.*)$/)?.[1] ?? [])
    .map((route) => route.replaceAll(STATUS_WORDS, '').replaceAll(/ +/g, ' ').trim())
    .filter((route) => metricOf(route) === spec.metric)
  const [first] = routes
  if (first === undefined) return null
  return routes.some((route) => matchesSpec(route, spec)) ? routeArgumentsOf(spec).join(' ') : first
}

function metricOf(route: string): number | undefined {
  const metric = route.replace(DEFAULT_METRIC, '').match(/ metric (\d+)/)?.[1]
  return metric === undefined ? undefined : Number(metric)
}

function matchesSpec(route: string, spec: RouteSpec): boolean {
  const after = (word: string) => route.match(new RegExp(`(?:^| )${word} (\\S+)`))?.[1]
  return after('via') === spec.via && (spec.interface === undefined || after('dev') === spec.interface)
}

function unitOf(spec: RouteSpec): BootUnit {
  const name = routeType.name(spec)
  const command = `ip ${familyOf(spec)} route replace ${spec.to} ${routeArgumentsOf(spec).join(' ')}`
  return bootUnit({
    topic: `route-${name}`,
    title: `Route to ${name}`,
    via: spec.via,
    command,
    afterNetwork: true,
  })
}

export const route = (input: RouteInput, placement?: Placement): Resource => makeResource(routeType, input, placement)
