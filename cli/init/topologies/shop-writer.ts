/**
 * Tasks for web servers without an application: every five seconds each writes a row, and notes which database took it.
 *
 * @param database its name, and that of its account
 */
export function shopWriter(database: string): readonly string[] {
  return `- package: { name: mariadb-client }
- file:
    path: /etc/shop.cnf
    content: |
      [client]
      host = \${database}
      user = ${database}
      password = "\${secret:DATABASE_PASSWORD}"
      connect-timeout = 2
    mode: "0640"
    group: www-data
- file:
    path: /usr/local/bin/shop-writer
    content: |
      #!/bin/sh
      sql="CREATE TABLE IF NOT EXISTS ${database}.writes (web VARCHAR(64) PRIMARY KEY, db VARCHAR(64), at DATETIME);
        REPLACE INTO ${database}.writes VALUES ('$(hostname)', @@hostname, NOW());
        SELECT CONCAT(web, ' wrote to ', db, ' at ', at) FROM ${database}.writes ORDER BY web;"
      while sleep 5; do
        echo "$sql" | timeout 5 mariadb --defaults-file=/etc/shop.cnf -N >/run/shop/new 2>&1 ||
          echo "$(hostname) cannot write at $(date)" >>/run/shop/new
        mv /run/shop/new /run/shop/writer.txt
      done
    mode: "0755"
- file:
    path: /etc/systemd/system/shop-writer.service
    content: |
      [Unit]
      Description=Writes to the shop's database
      After=network.target
      [Service]
      ExecStart=/usr/local/bin/shop-writer
      User=www-data
      RuntimeDirectory=shop
      Restart=always
      [Install]
      WantedBy=multi-user.target
- service:
    name: shop-writer
    restart_on: [/etc/shop.cnf, /usr/local/bin/shop-writer, /etc/systemd/system/shop-writer.service]`.split('\n')
}
