// A small role to copy. In a role of your own, beside a playbook, import everything from 'evenkeel' instead.

import { z } from 'zod'
import { type Check, checkOf, type LookResult, type Verdict } from '../../engine/check.ts'
import { file } from '../../engine/resources/file.ts'
import { sh } from '../../engine/shell.ts'
import { defineRole, type RoleContext } from '../contract.ts'
import { example } from './example.ts'

const PATH = '/etc/motd'

/**
 * The vars of the role. A strict object makes a misspelt key an error, with its line in the playbook; each description
 * is a line of `evenkeel roles sample`.
 */
export const sampleVars = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(2000)
    .regex(/^[^\p{Cc}]+(\n[^\p{Cc}]+)*\n?$/u, 'lines of text without control characters are needed')
    .default('Managed by evenkeel: changes by hand are drift.')
    .describe('lines that are shown at each login'),
  members: z.boolean().default(true).describe('adds a line with the hosts of the play that have this role'),
})

type SampleVars = z.output<typeof sampleVars>

/**
 * A notice that a host shows at each login.
 *
 * A role only returns data; the engine compares it with the host, and applies, proves and reverts it. This role has no
 * lints, as each finding needs a rule of docs/rules.md; roles/firewall/role.ts has some, and openings.
 */
export default defineRole<SampleVars>({
  name: 'sample',
  example,
  summary: 'A notice at each login, in /etc/motd: a small role for authors of roles to copy.',
  vars: sampleVars,
  resources: (context) => [file({ path: PATH, content: noticeOf(context) })],
  checks: (context) => [noticeCheck(context.host.name, noticeOf(context))],
})

/** The same for each host, so that adding a member changes the file on all of them. */
function noticeOf({ vars, members }: RoleContext<SampleVars>): string {
  const names = members.map(({ name }) => name).join(', ')
  return [vars.text.trimEnd(), ...(vars.members ? [`Hosts: ${names}`] : []), ''].join('\n')
}

/** A check looks at the running host, and must hold after each apply and with `verify`. Its looks change nothing. */
function noticeCheck(host: string, notice: string): Check {
  return checkOf({
    title: `${host} has its notice for logins`,
    advice: `Look on ${host} what else writes ${PATH}.`,
    // If the notice changes, this is another check: it must hold, although it failed before the run.
    expects: notice,
    looks: { shown: { from: host, run: sh`cat ${PATH}` } },
    judge: ({ shown }) => judgeNotice(notice, shown),
  })
}

/** Exported, so that a test can pass the output of a host. `saw` is shown to users, also if the check holds. */
export function judgeNotice(notice: string, { status, output }: LookResult): Verdict {
  if (status !== 0) return { holds: false, saw: output.trim() || 'no answer' }
  return { holds: output === notice, saw: `${PATH}: ${output.trim().replaceAll('\n', ' / ') || 'empty'}` }
}
