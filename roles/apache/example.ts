/** A play of a playbook, for `evenkeel roles apache`. */
export const example = `hosts: real_servers
roles:
  - role: apache
    vars:
      sites:
        - { root: /var/www/html, content: "a page of \${inventory_hostname}\\n" }
`
