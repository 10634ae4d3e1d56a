/** A play of a playbook, for `evenkeel roles sample`. */
export const example = `hosts: real_servers
roles:
  - role: sample
    vars: { text: "Managed by evenkeel." }
`
