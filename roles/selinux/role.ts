import { selinuxBoolean } from '../../engine/resources/selinux-boolean.ts'
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
})
