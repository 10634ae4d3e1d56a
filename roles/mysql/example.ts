/** A play of a playbook, for `evenkeel roles mysql`. */
export const example = `hosts: databases
roles:
  - role: mysql
    vars:
      engine: mariadb
      databases: [shop]
      accounts:
        - { name: shop, from: [real_servers], password: "\${secret:SHOP_PASSWORD}", grants: [{ on: shop.*, privileges: [SELECT, INSERT] }] }
`
