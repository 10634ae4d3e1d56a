/** A play of a playbook, for `evenkeel roles keepalived`. */
export const example = `hosts: directors
serial: 1 # one after the other; the holder of the address goes last
roles:
  - role: keepalived
    vars:
      instances:
        - { name: web, vip: 10.77.0.100, router_id: 51 }
      virtual_servers:
        - { vip: 10.77.0.100, port: 80, mode: dr, scheduler: wrr, real_servers: real_servers, check: { http: / } }
`
