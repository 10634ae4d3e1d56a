/** A play of a playbook, for `evenkeel roles ipvs`. */
export const example = `hosts: lb1 # two directors that move the address have the role keepalived
roles:
  - role: ipvs
    vars:
      virtual_servers:
        - { vip: 10.77.0.100, port: 80, mode: dr, scheduler: wrr, real_servers: real_servers }
`
