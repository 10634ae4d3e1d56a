import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { topNames } from '../legacy/keys.ts'
import { BALANCERS, withBalancer } from './balancer.ts'
import { danglingNames, repetitions, sharedInstances, sharedVips, versions } from './consistency.ts'
import { keepalivedExtra } from './extra-lines.ts'
import { globals } from './global.ts'
import { instance, syncGroup } from './instance.ts'
import { virtualServer } from './server.ts'
import { trackFile, trackProcess, trackScript } from './track.ts'

const shape = z.strictObject({
  instances: z.array(instance).default([]).describe('virtual addresses, and how their holder is elected'),
  balancer: z
    .enum(BALANCERS)
    .optional()
    .describe('the program that answers at the virtual addresses: they leave a member where it does not run (rule 18)'),
  virtual_servers: z.array(virtualServer).default([]).describe('the IPVS table'),
  sync_groups: z.array(syncGroup).default([]).describe('instances that move together'),
  track_processes: z
    .array(trackProcess)
    .default([])
    .describe('processes without which an instance is not well (rule 18)'),
  track_scripts: z.array(trackScript).default([]).describe('programs that must succeed for an instance to be well'),
  track_files: z
    .array(trackFile)
    .default([])
    .describe('files in which another program writes whether an instance is well, such as the guard of the role mysql'),
  conntrack: z
    .boolean()
    .default(false)
    .describe('the firewall also tracks balanced connections: only if stateful rules or SNAT need it (rule 8)'),
  global: globals.default(() => globals.parse({})).describe('global_defs'),
  requests: z.int().min(1).max(10000).default(40).describe('how many requests the balance check makes'),
  extra_first: keepalivedExtra()
    .refine(
      (lines) => !/^\s*(vrrp_instance|vrrp_sync_group|virtual_server)\b/m.test(lines),
      'instances and virtual servers go into extra',
    )
    .optional()
    .describe(
      'further lines before the instances, for what they track: vrrp_script, track_file, bfd_instance (rule 57)',
    ),
  extra: keepalivedExtra().optional().describe('further lines for the end of keepalived.conf'),
})

const CONSISTENCY = [repetitions, sharedVips, danglingNames, versions, sharedInstances]

/** The vars of the role. A wrong key, a name that is used twice and a name of nothing are errors. */
export const keepalivedVars = refusingLegacyKeys(shape, topNames)
  .transform(withBalancer)
  .superRefine((vars, context) => {
    for (const { path, message } of CONSISTENCY.flatMap((complaints) => complaints(vars)))
      context.addIssue({ code: 'custom', path, message })
  })

export type KeepalivedVars = z.output<typeof keepalivedVars>
