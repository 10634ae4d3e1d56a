/** A play of a playbook, for `evenkeel roles real_server`. */
export const example = `hosts: real_servers
roles:
  - role: real_server
    vars: { vip: 10.77.0.100, mode: dr }
`
