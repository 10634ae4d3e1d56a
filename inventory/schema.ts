import { z } from 'zod'

const connection = {
  host: z.string().optional().describe("Address or name to connect to. Default: the host's own name."),
  port: z.int().min(1).max(65535).optional().describe('Port of sshd.'),
  user: z.string().optional().describe('Login name.'),
  identity_file: z.string().optional().describe("Path of the private key, relative to the inventory's folder."),
  jump: z.string().optional().describe('Jump host such as admin@bastion:22, or the name of a host of this inventory.'),
  become: z.boolean().optional().describe('Become root by sudo.'),
}

/** Any further key is a variable. */
const variables = z.looseObject(connection)

const group = z.strictObject({
  hosts: z
    .record(z.string(), variables.nullable())
    .nullish()
    .describe('Hosts by name, or by range such as web[01:10].'),
  vars: variables.nullish().describe('Variables of all hosts of the group and of its children.'),
  get children(): z.ZodOptional<z.ZodNullable<z.ZodRecord<z.ZodString, z.ZodNullable<typeof group>>>> {
    return z.record(z.string(), group.nullable()).nullish().describe('Groups in this group.')
  },
})

/** The YAML shape of an inventory, for editors. The loader does not use it: its own errors have places. */
export const inventorySchema = z.record(z.string(), group.nullable())
