import { type Check, checkOf, type LookResult, type Verdict } from '../../engine/check.ts'
import { selinuxBoolean } from '../../engine/resources/selinux-boolean.ts'
import { sh } from '../../engine/shell.ts'
import { defineRole } from '../contract.ts'
import { example } from './example.ts'
import { selinuxVars } from './vars.ts'

/** Booleans of SELinux's policy, on hosts that have SELinux. */
export default defineRole({
  name: 'selinux',
  example,
  summary: 'Booleans of SELinux; a host without SELinux has nothing to change.',
  vars: selinuxVars,
  rules: [
    { rule: 36, how: 'booleans are set, now and for every boot; keys that would make SELinux permissive are refused' },
    { rule: 51, how: 'SELinux stays as it is: enforcing, permissive or absent' },
  ],
  resources: ({ vars }) => Object.entries(vars.booleans).map(([name, value]) => selinuxBoolean({ name, value })),
  checks: ({ vars, host }) =>
    Object.entries(vars.booleans).map(([name, value]) => booleanCheck(host.name, name, value ? 'on' : 'off')),
})

function booleanCheck(host: string, name: string, wanted: string): Check {
  const run = sh`if [ -e /sys/fs/selinux/enforce ]; then getsebool ${name}; else echo 'no SELinux'; fi`
  return checkOf({
    title: `${name} is ${wanted} on ${host}, if it has SELinux`,
    advice: `Look on ${host} at getsebool ${name}: the policy of another release may not have it.`,
    looks: { value: { from: host, run } },
    judge: ({ value }) => judgeBoolean(wanted, value),
  })
}

/** Judges the output of getsebool: `haproxy_connect_any --> on`. */
export function judgeBoolean(wanted: string, { status, output }: LookResult): Verdict {
  const printed = output.trim() || 'no answer'
  return { holds: status === 0 && (printed === 'no SELinux' || printed.endsWith(`--> ${wanted}`)), saw: printed }
}
