/** A play of a playbook, for `evenkeel roles haproxy`. */
export const example = `hosts: balancers
roles:
  - role: haproxy
    vars:
      listens:
        - { name: web, binds: [80], servers: real_servers }
`
