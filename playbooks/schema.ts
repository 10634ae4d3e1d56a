import { z } from 'zod'

const variables = z.record(z.string(), z.unknown())

/** Names are printed, and hosts keep them. */
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must be one line without control characters')

const role = z
  .union([
    z.string().min(1),
    z.strictObject({
      role: z.string().min(1).describe('Name of a built-in role, or of one in the folder roles/ beside the playbook.'),
      vars: variables.nullish().describe("The role's own variables."),
    }),
  ])
  .meta({ id: 'role' })

const task = z
  .record(z.string(), z.unknown())
  .refine((item) => Object.keys(item).length === 1, 'a task is one resource, such as "- file: {path: /etc/motd, …}"')
  .meta({ id: 'task' })

const play = z.strictObject({
  name: name.optional().describe('What the play is called in the plan.'),
  hosts: z.string().min(1).describe('A group, a host, or a pattern such as web*:!web3.'),
  serial: z
    .union([
      z.int().min(1),
      z.string().regex(/^(?:(?:[1-9]\d?|100)%|.*\$\{.*\}.*)$/, 'must be a number or a percentage from 1% to 100%'),
    ])
    .optional()
    .describe(
      'How many hosts change at a time: a number, or a percentage of the hosts. All of them where it is left out.',
    ),
  roles: z.array(role).nullish().describe('What the hosts become, in this order.'),
  tasks: z.array(task).nullish().describe('Resources written out in place, made after the roles.'),
})

/** A playbook's shape. Role variables and tasks are checked when their look-ups are resolved. */
export const playbookSchema = z.strictObject({
  name: name.describe('Under this name, hosts remember what is managed on them.'),
  vars: variables.nullish().describe('What look-ups find last, after hosts and groups.'),
  plays: z.array(play).min(1, 'at least one play is needed').describe('Made in this order.'),
})
