import type { Check, LookResult, Verdict } from '../../engine/check.ts'
import { selinuxBoolean } from '../../engine/resources/selinux-boolean.ts'
import { sh } from '../../engine/shell.ts'
import { defineRole } from '../contract.ts'
import { selinuxVars } from './vars.ts'

/** What SELinux's policy lets the balancers do, where SELinux is. */
export default defineRole({
  name: 'selinux',
  summary: 'Booleans of SELinux, where SELinux is; a host without it has nothing to change.',
  vars: selinuxVars,
  rules: [
    { rule: 36, how: 'booleans are set, now and for every boot; what would make SELinux permissive is refused' },
    { rule: 51, how: 'SELinux stays as it is: enforcing, permissive or absent' },
  ],
  resources: ({ vars }) => Object.entries(vars.booleans).map(([name, value]) => selinuxBoolean({ name, value })),
  checks: ({ vars, host }) =>
    Object.entries(vars.booleans).map(([name, value]) => booleanCheck(host.name, name, value ? 'on' : 'off')),
})

function booleanCheck(host: string, name: string, wanted: string): Check {
  return {
    title: `${name} is ${wanted} on ${host}, where SELinux is`,
    looks: [
      { from: host, run: sh`if [ -e /sys/fs/selinux/enforce ]; then getsebool ${name}; else echo 'no SELinux'; fi` },
    ],
    judge: ([seen]) => judgeBoolean(wanted, seen),
  }
}

/** Judges what getsebool says: `haproxy_connect_any --> on`. */
export function judgeBoolean(wanted: string, seen: LookResult | undefined): Verdict {
  const said = seen?.output.trim() || 'no answer'
  return { holds: seen?.status === 0 && (said === 'no SELinux' || said.endsWith(`--> ${wanted}`)), saw: said }
}
