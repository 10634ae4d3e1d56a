/** A play of a playbook, for `evenkeel roles firewall`. */
export const example = `hosts: real_servers
roles:
  - role: firewall # opens port 80, which nginx needs
  - role: nginx
    vars: { sites: [{ listen: 80, root: /var/www/html }] }
`
