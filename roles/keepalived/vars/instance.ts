import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { isNetwork, isVersion6 } from '../../kit/addresses.ts'
import { secretText } from '../../kit/vars/secret-text.ts'
import { address, configName, interfaceName } from '../../kit/vars/words.ts'
import { groupNames, instanceNames } from '../legacy/keys.ts'
import { legacyGroupNames, legacyInstanceNames } from '../legacy/keywords.ts'
import { commandLine } from '../words.ts'
import { keepalivedExtra } from './extra-lines.ts'
import { vip } from './vip.ts'

const count = z.int().min(0).max(1000)

const garp = z
  .strictObject({
    master_delay: count.optional().describe('seconds until the second set of gratuitous ARPs after a take-over'),
    master_repeat: count.optional().describe('gratuitous ARPs at a time after a take-over'),
    master_refresh: count.optional().describe('seconds between refreshing ARPs while master'),
    master_refresh_repeat: count.optional().describe('refreshing ARPs at a time'),
    lower_prio_delay: count.optional().describe('as master_delay, after an advert of lower priority'),
    lower_prio_repeat: count.optional().describe('as master_repeat, after an advert of lower priority'),
  })
  .describe("this instance's gratuitous ARPs, if they differ from the global ones")

/** Programs that keepalived runs on a change of state. */
const notify = z
  .strictObject(
    {
      master: commandLine.optional().describe('runs when the member becomes master'),
      backup: commandLine.optional().describe('runs when the member becomes backup'),
      fault: commandLine.optional().describe('runs on a fault'),
      stop: commandLine.optional().describe('runs when keepalived stops'),
      any: commandLine
        .optional()
        .describe('runs on every change, with type, name, state and priority after its arguments'),
    },
    { error: notALine('{ any: /etc/keepalived/notify.sh }') },
  )
  .describe('programs that run on a change of state')

export type Notify = z.output<typeof notify>

const authPass = secretText.refine(
  // It must be one word for keepalived's parser.
  (value) => /^[^\s"#!{}$\\~@]+$/.test(value.reveal()),
  'a password of VRRP is one word without quotes, "#", "!", "$", "@", "~", backslashes and braces',
)

/** Keywords that every vrrp_instance has. */
const WRITTEN = ['state', 'interface', 'priority', 'advert_int']

const priority = z.int().min(1).max(254)

const unicast = z.union([
  z.boolean(),
  z.string().refine(isNetwork, 'a network such as 10.0.0.0/24 is needed'),
  z.record(z.string(), address),
])

const virtualRouter = z
  .strictObject({
    name: configName.describe('name of the vrrp_instance'),
    vip: vip
      .optional()
      .describe(
        'the virtual address; without a prefix it is /32. { address, interface, label } puts it on another interface than that of adverts',
      ),
    vips: z.array(vip).min(1).max(256).optional().describe('several of them, instead of vip'),
    excluded_vips: z
      .array(vip)
      .max(256)
      .default([])
      .describe(
        'addresses that move along and are not in adverts: of the other family, IPv4 or IPv6, or more than adverts hold (virtual_ipaddress_excluded)',
      ),
    router_id: z
      .int()
      .min(1)
      .max(255)
      .describe('virtual_router_id: unique on the network, equal on all members (rule 22)'),
    interface: interfaceName
      .optional()
      .describe("the interface of adverts and addresses; default: the one in the VIP's network, else the host's own"),
    state: z
      .enum(['BACKUP', 'MASTER'])
      .default('BACKUP')
      .describe(
        'MASTER: the member of highest priority starts as master. BACKUP: all start as backup, and priorities elect the master',
      ),
    priority: z
      .union([priority, z.record(z.string(), priority)])
      .optional()
      .describe(
        '1 to 254, or a map from hosts to priorities; default: the host variable "priority", else 100, 90, 80 … in order',
      ),
    advert_int: z.number().min(0.1).max(255).default(1).describe('seconds between adverts'),
    preempt: z.boolean().default(true).describe('a member of higher priority takes over when it comes back'),
    preempt_delay: count.optional().describe('seconds that it waits before it takes over'),
    unicast: unicast
      .default(false)
      .describe(
        "adverts go to the other members' addresses instead of multicast (rule 23): true for those of the inventory, a network in which each member has one, such as 10.0.0.0/24, or a map from members to addresses (rule 55)",
      ),
    source: address
      .optional()
      .describe('source address of adverts; default: of the interface, and with unicast the address of this member'),
    auth_pass: authPass.optional().describe('password in adverts of version 2, at most 8 characters (rule 21)'),
    garp: garp.optional(),
    track_interface: z.array(interfaceName).default([]).describe('a fault if one of these interfaces is down'),
    track_process: z.array(configName).default([]).describe('names of track_processes'),
    track_script: z.array(configName).default([]).describe('names of track_scripts'),
    track_file: z.array(configName).default([]).describe('names of track_files'),
    notify: notify.optional(),
    extra: keepalivedExtra(legacyInstanceNames, WRITTEN).optional().describe('further lines for the vrrp_instance'),
  })
  .refine((one) => (one.vip === undefined) !== (one.vips === undefined), 'either vip or vips is needed')
  .refine((one) => new Set((one.vips ?? []).map(({ address }) => isVersion6(address))).size < 2, {
    path: ['vips'],
    error: 'the addresses of an instance are all IPv4 or all IPv6: write those of the other family into excluded_vips',
  })
  .refine((one) => one.state === 'BACKUP' || one.preempt_delay === undefined, {
    path: ['preempt_delay'],
    error: 'preempt_delay works only with state BACKUP: leave the state out',
  })
  .refine((one) => one.preempt || one.preempt_delay === undefined, {
    path: ['preempt_delay'],
    error: 'preempt_delay does nothing if preempt is false',
  })

/** One virtual router: addresses that move together, and how the members elect their holder. */
export const instance = refusingLegacyKeys(virtualRouter, instanceNames)

export type Instance = z.output<typeof instance>

const group = z.strictObject({
  name: configName.describe('name of the vrrp_sync_group'),
  instances: z
    .array(configName)
    .min(2, 'a sync group has at least two instances: keepalived refuses another')
    .describe('names of instances'),
  tracking_weight: z
    .boolean()
    .default(false)
    .describe('weights of tracks count in this group: without it keepalived ignores them (sync_group_tracking_weight)'),
  notify: notify.optional(),
  extra: keepalivedExtra(legacyGroupNames).optional().describe('further lines for the vrrp_sync_group'),
})

/** Instances that become master and backup together. */
export const syncGroup = refusingLegacyKeys(group, groupNames)

export type SyncGroup = z.output<typeof syncGroup>
