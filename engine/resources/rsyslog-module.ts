import { z } from 'zod'
import { sh } from '../shell.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]+$/, 'must be the name of a module of rsyslog, such as imudp')
    .describe(
      'Name of the module. rsyslog refuses to load a module twice, so it is loaded only if nothing else loads it.',
    ),
})

export type RsyslogModuleInput = z.input<typeof spec>
export type RsyslogModuleSpec = z.output<typeof spec>
export type RsyslogModuleState = { readonly loaded: true }

const ETC = '/etc'

export const rsyslogModuleType: ResourceType<RsyslogModuleInput, RsyslogModuleSpec, RsyslogModuleState> = {
  kind: 'rsyslog_module',
  summary:
    "A module that rsyslog's configuration loads exactly once, by the distribution's files or by a drop-in of evenkeel.",
  spec,
  name: ({ name }) => name,
  desired: () => ({ loaded: true }),
  probe: ({ name }) => sh`read_rsyslog_module ${name} ${ETC}`,
  parse: (output) => ({ state: output.trim() === 'loaded' ? { loaded: true } : null }),
  stateLines: () => ['loaded by the configuration'],
  converge: ({ name }, _from, to) => [
    to === null
      ? sh`remove_file ${`${ETC}/rsyslog.d/10-evenkeel-${name}.conf`} never ''`
      : sh`add_rsyslog_module ${name} ${ETC}`,
  ],
}

export const rsyslogModule = (input: RsyslogModuleInput, placement?: Placement): Resource =>
  makeResource(rsyslogModuleType, input, placement)
