import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { networkContains } from '../../kit/addresses.ts'
import { account, address, configName, interfaceName, port } from '../../kit/vars/words.ts'
import { globalNames } from '../legacy/keys.ts'
import { word } from '../words.ts'
import { keepalivedExtra } from './extra-lines.ts'

/** The user that keepalived takes by default. */
export const SCRIPT_USER = 'keepalived_script'

const email = z
  .string()
  .regex(/^[A-Za-z0-9_.%+=-]+@[A-Za-z0-9_.-]+$/, 'an e-mail address is needed, such as ops@example.com')

const syncDaemon = z.strictObject(
  {
    interface: interfaceName.describe('interface towards the other director'),
    instance: configName.describe('the instance whose master sends connections to its backups'),
    id: z.int().min(0).max(255).optional().describe("default: the instance's router_id"),
  },
  { error: notALine('{ interface: eth0, instance: web }') },
)

const definitions = z.strictObject({
  router_id: configName.optional().describe("the name in its mails; default: the host's name"),
  notification_email: z
    .array(email)
    .default([])
    .describe('recipients of mail on failovers, and on servers that fail and come back (rule 57)'),
  notification_email_from: email.optional().describe('sender of that mail'),
  smtp_server: word.optional().describe('address or name of the mail server'),
  smtp_port: port.default(25).describe("the mail server's port"),
  smtp_connect_timeout: z.int().min(1).max(3600).default(30).describe('seconds'),
  script_user: account
    .default(SCRIPT_USER)
    .describe('the user that runs scripts; made on the host if it is missing (rule 19)'),
  vrrp_version: z
    .union([z.literal(2), z.literal(3)])
    .default(2)
    .describe('2 or 3, equal on all members (rule 21)'),
  garp_master_refresh: z
    .int()
    .min(0)
    .max(86400)
    .default(60)
    .describe("seconds between gratuitous ARPs of a master; keepalived's own default sends none (rule 24)"),
  lvs_sync_daemon: syncDaemon.optional().describe('connections survive a failover'),
  mcast_group: address
    .refine(
      (value) => networkContains('224.0.0.0/4', value),
      'a multicast address of IPv4 is needed, such as 224.0.0.18',
    )
    .optional()
    .describe('multicast group of adverts; default 224.0.0.18'),
  extra: keepalivedExtra().optional().describe('further lines for global_defs'),
})

/** Settings of global_defs. */
export const globals = refusingLegacyKeys(definitions, globalNames)

export type Globals = z.output<typeof globals>
