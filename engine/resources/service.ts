import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Sh, sh } from '../shell.ts'
import { absolutePath } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const watched = z.union([
  absolutePath,
  z.string().regex(/^[a-z_]+:.+$/, 'must be an absolute path or the id of a resource, such as package:nginx'),
])

const spec = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9:_@\\][A-Za-z0-9:_.@\\-]*$/, 'must be the name of a systemd unit, such as nginx')
    .describe('Name of the systemd unit. Default suffix: .service.'),
  enabled: z.boolean().default(true).describe('Whether the unit starts at boot.'),
  running: z.boolean().default(true).describe('Whether the unit runs now.'),
  reload_on: z
    .array(watched)
    .default([])
    .describe(
      'Paths of files, or ids of resources: the service reloads after they change, or restarts if it cannot reload.',
    ),
  restart_on: z.array(watched).default([]).describe('The same, for changes that need a restart.'),
  restart_if: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A command that runs as root before a reload, also during undo: if it succeeds, the service restarts instead.',
    ),
})

export type ServiceInput = z.input<typeof spec>
export type ServiceSpec = z.output<typeof spec>

export type ServiceState = {
  readonly enabled: boolean
  readonly running: boolean
  /**
   * The links that enable the unit, its other names and the units in its `Also=`: targets, by path. Only what is read has
   * them: a spec takes what `systemctl enable` makes.
   */
  readonly links?: Readonly<Record<string, string>>
  /** The same for the links of its init script in the folders of the runlevels, if it has one. */
  readonly rc?: Readonly<Record<string, string>>
}

export const serviceType: ResourceType<ServiceInput, ServiceSpec, ServiceState> = {
  kind: 'service',
  exclusive: true,
  inseparable: true,
  summary: 'A systemd unit: whether it starts at boot, whether it runs, and which changes make it reload or restart.',
  spec,
  name: ({ name }) => name.replace(/\.service$/, ''),
  desired: ({ enabled, running }) => ({ enabled, running }),
  probe: (spec) => sh`read_service ${unitOf(spec)}`,
  parse(output, spec) {
    const [loaded, fileState = '', activeState = ''] = output.trim().split(/\s+/)
    if (loaded === 'absent') return { state: null }
    const state = { enabled: isEnabled(fileState, spec), running: RUNNING.has(activeState) }
    if (!/^links:$/m.test(output)) return { state }
    const rc = /^rc$/m.test(output) ? { rc: parseLinks(output, 'rc') } : {}
    return { state: { ...state, links: parseLinks(output, 'link'), ...rc } }
  },
  holds(to, read, spec) {
    if (to === null || read === null || to.enabled !== read.enabled || to.running !== read.running) return false
    if (to.enabled === spec.enabled) return true
    const isBack = (one: ServiceState['links'], other: ServiceState['links']) =>
      one === undefined || isDeepStrictEqual(one, other)
    return isBack(to.links, read.links) && isBack(to.rc, read.rc)
  },
  converge(spec, from, to) {
    const enable = to === null ? 'disable' : from?.enabled === to.enabled ? '-' : to.enabled ? 'enable' : 'disable'
    const run = to?.running === true ? 'start' : 'stop'
    return [sh`set_service ${[unitOf(spec), enable, run, ...linkWords(spec, enable, to)]}`]
  },
  stateLines: ({ enabled, running }) => [`enabled: ${yesOrNo(enabled)}`, `running: ${yesOrNo(running)}`],
  triggers(spec) {
    const restarts = spec.restart_on.map(idOf)
    const reloads = spec.reload_on.map(idOf).filter((id) => !restarts.includes(id))
    return [
      { title: reloadTitle(spec), watches: reloads, run: reloadOf(spec) },
      {
        title: `restart ${serviceType.name(spec)}`,
        watches: restarts,
        run: sh`trigger_service ${unitOf(spec)} restart`,
      },
    ].filter(({ watches }) => watches.length > 0)
  },
  starts: (from, to) => from?.running !== true && to?.running === true,
  isStopped: ({ running }) => !running,
}

const RUNNING: ReadonlySet<string> = new Set(['active', 'reloading'])

/** Units that cannot be enabled (`static` and the like), as others start them: they count as what the spec wants. */
const WITHOUT_INSTALL: ReadonlySet<string> = new Set(['static', 'indirect', 'generated', 'transient', 'alias'])

function isEnabled(fileState: string, spec: ServiceSpec): boolean {
  return WITHOUT_INSTALL.has(fileState) ? spec.enabled : fileState === 'enabled'
}

function parseLinks(output: string, word: 'link' | 'rc'): Record<string, string> {
  const links = [...output.matchAll(new RegExp(`^${word} (\\S+) (.*)$`, 'gm'))]
  return Object.fromEntries(links.map(([, path = '', target = '']) => [path, target]))
}

/**
 * The links to come back to. If the unit was enabled or disabled as described all the time, nobody here has moved them:
 * then they stay as they are.
 */
function linkWords(spec: ServiceSpec, enable: string, to: ServiceState | null): readonly string[] {
  if (to?.links === undefined) return []
  if (enable === '-' && to.enabled === spec.enabled) return ['back']
  const links = Object.entries(to.links).flat()
  return to.rc === undefined ? ['links', ...links] : ['all-links', ...links, ...Object.entries(to.rc).flat()]
}

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no'
}

/** The host decides between reload and restart just before, so the plan names both. */
function reloadTitle(spec: ServiceSpec): string {
  const title = `reload ${serviceType.name(spec)}`
  return spec.restart_if === undefined ? title : `${title}, or restart it where a reload would not do`
}

function reloadOf(spec: ServiceSpec): Sh {
  const condition = spec.restart_if === undefined ? [] : [spec.restart_if]
  return sh`trigger_service ${[unitOf(spec), 'reload-or-restart', ...condition]}`
}

const SUFFIX = /\.(service|socket|timer|target|path|mount|automount|swap|slice|scope)$/

function unitOf({ name }: ServiceSpec): string {
  return SUFFIX.test(name) ? name : `${name}.service`
}

function idOf(watched: string): string {
  return watched.startsWith('/') ? `file:${watched}` : watched
}

/** By default, the unit is enabled and runs. */
export const service = (input: ServiceInput, placement?: Placement): Resource =>
  makeResource(serviceType, input, placement)
