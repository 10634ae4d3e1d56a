/** A play of a playbook, for `evenkeel roles nginx`. */
export const example = `hosts: real_servers
roles:
  - role: nginx
    vars:
      sites:
        - { listen: 80, root: /var/www/html, content: "a page of \${inventory_hostname}\\n" }
`
