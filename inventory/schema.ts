import { z } from 'zod'

const address = z.string().describe("Address or name to connect to. Default: the host's own name.")
const clusterAddress = z
  .string()
  .describe(
    "Where the cluster's other hosts reach the host: an IP address, or the network in which it has one. Default: host.",
  )
const port = z
  .union([z.int().min(1).max(65535), z.string().regex(/^\d{1,5}$/)])
  .describe('Port of sshd. Default: that of ssh_config, or 22.')
const user = z.string().describe('Login name.')
const identityFile = z.string().describe("Path of the private key, relative to the inventory's folder.")
/** Includes the words of YAML 1.1, as the loader does. */
const become = z
  .union([z.boolean(), z.string().regex(/^(?:true|false|yes|no|on|off)$/i)])
  .describe('Become root, by sudo or what become_method says.')
const becomeMethod = z.enum(['sudo', 'doas']).describe('The program that makes the login root. Default: sudo.')

const connection = {
  host: address.optional(),
  ansible_host: address.optional(),
  address: clusterAddress.optional(),
  evenkeel_address: clusterAddress.optional(),
  port: port.optional(),
  ansible_port: port.optional(),
  user: user.optional(),
  ansible_user: user.optional(),
  identity_file: identityFile.optional(),
  ansible_ssh_private_key_file: identityFile.optional(),
  jump: z.string().optional().describe('Jump host such as admin@bastion:22, or the name of a host of this inventory.'),
  ansible_ssh_common_args: z.string().optional().describe('Only a jump host, such as "-J admin@bastion".'),
  become: become.optional(),
  ansible_become: become.optional(),
  become_method: becomeMethod.optional(),
  ansible_become_method: z.string().optional().describe('sudo or doas.'),
}

/** Any further key is a variable. */
const variables = z.looseObject(connection)

const group = z
  .strictObject({
    hosts: z
      .record(z.string(), variables.nullable())
      .nullish()
      .describe('Hosts by name, or by range such as web[01:10].'),
    vars: variables.nullish().describe('Variables of all hosts of the group and of its children.'),
    get children(): z.ZodOptional<z.ZodNullable<z.ZodRecord<z.ZodString, z.ZodNullable<typeof group>>>> {
      return z.record(z.string(), group.nullable()).nullish().describe('Groups in this group.')
    },
  })
  .meta({ id: 'group' })

/** The YAML shape of an inventory, for editors. The loader does not use it: its own errors have places. */
export const inventorySchema = z.record(z.string(), group.nullable())
