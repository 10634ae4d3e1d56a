/** A play of a playbook, for `evenkeel roles selinux`. */
export const example = `hosts: balancers
roles:
  - role: selinux
    vars: { booleans: { haproxy_connect_any: true } }
`
