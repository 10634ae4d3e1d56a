/** A play of a playbook, for `evenkeel roles rsyslog`. */
export const example = `hosts: balancers
roles:
  - role: rsyslog
    vars: { haproxy: {}, forward: { to: log1 } }
`
