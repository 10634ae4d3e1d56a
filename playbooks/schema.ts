import { z } from 'zod'

const variables = z.record(z.string(), z.unknown())

/** Names are printed, and stored on hosts. */
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must be one line without control characters')

/** Rules that findings may break, by their numbers. Which numbers there are depends on the roles. */
export const allowSchema = z
  .record(
    z.string().regex(/^[1-9]\d*$/, 'must be the number of a rule of docs/rules.md, such as 17'),
    z
      .string()
      .max(500)
      .regex(/^\P{Cc}*\p{L}\P{Cc}*$/u, 'must be the reason, as one line of text'),
  )
  .nullish()

const role = z
  .union([
    z.string().min(1),
    z.strictObject({
      role: z.string().min(1).describe('Name of a built-in role, or of one in the folder roles/ beside the playbook.'),
      vars: variables.nullish().describe("The role's own variables."),
      allow: allowSchema.describe(
        'Rules of the field that this role may break here, each with the reason: { 17: why }.',
      ),
    }),
  ])
  .meta({ id: 'role' })

const task = z
  .record(z.string(), z.unknown())
  .refine((item) => Object.keys(item).length === 1, 'a task is one resource, such as "- file: {path: /etc/motd, …}"')
  .meta({ id: 'task' })

const play = z.strictObject({
  name: name.optional().describe('Name of the play in the plan.'),
  hosts: z.string().min(1).describe('A group, a host, or a pattern such as web*:!web3.'),
  serial: z
    .union([
      z.int().min(1),
      z.string().regex(/^(?:(?:[1-9]\d?|100)%|.*\$\{.*\}.*)$/, 'must be a number or a percentage from 1% to 100%'),
    ])
    .optional()
    .describe('How many hosts change at a time: a number, or a percentage of the hosts. Default: all hosts.'),
  drain: z
    .boolean()
    .optional()
    .describe(
      'Whether each host is drained on its balancers before it changes, and restored after its checks. It needs serial.',
    ),
  allow: allowSchema.describe('Rules of the field that all roles of the play may break, each with the reason.'),
  roles: z.array(role).nullish().describe('Roles of the hosts, in this order.'),
  tasks: z.array(task).nullish().describe('Single resources, converged after the roles.'),
})

/** A playbook's shape. Role variables and tasks are checked when their look-ups are resolved. */
export const playbookSchema = z.strictObject({
  name: name.describe('Name under which hosts record what the playbook manages.'),
  vars: variables.nullish().describe('Variables for look-ups; those of hosts and groups win over them.'),
  plays: z.array(play).min(1, 'at least one play is needed').describe('Plays, applied in this order.'),
})
