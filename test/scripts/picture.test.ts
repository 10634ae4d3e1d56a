import { join } from 'node:path'
import test from 'ava'
import { pictureOf } from '../../scripts/picture/picture.ts'
import { sceneOf } from '../description/scene.ts'

const INVENTORY = `all:
  children:
    balancers: { hosts: { lb1: { host: 10.77.0.11 }, lb2: { host: 10.77.0.12 } } }
    web: { hosts: { web1: { host: 10.77.0.21, weight: 3 }, web2: { host: 10.77.0.22 } } }
    clients: { hosts: { client1: { host: 10.77.0.31 } } }
`
const VIP = 'node_10_77_0_100'

/** The arrows that a role on the balancers adds to a picture. */
const DRAWN: Readonly<Record<string, { roles: string; arrows: readonly string[] }>> = {
  'keepalived labels the holder, the backup and the port of the servers': {
    roles: `
      - role: keepalived
        vars:
          instances: [{ name: web, vip: 10.77.0.100, router_id: 51, priority: { lb1: 90, lb2: 100 } }]
          virtual_servers:
            - { vip: 10.77.0.100, port: 80, mode: nat, real_servers: [{ host: web1, port: 8080 }, { address: 192.0.2.1 }] }`,
    arrows: [
      `node_clients -->|"tcp 80"| ${VIP}`,
      `${VIP} -->|"holds it"| node_lb2`,
      `${VIP} -.->|"takes over"| node_lb1`,
      'group_balancers -->|"tcp 80 to 8080: NAT, wlc"| node_web1',
      'group_balancers -->|"tcp 80 to 8080: NAT, wlc"| node_192_0_2_1',
    ],
  },
  'haproxy labels each route, and backup servers': {
    roles: `
      - role: haproxy
        vars:
          certificates: [{ name: site, self_signed: www.example.com }]
          frontends:
            - name: web
              binds: [80, { port: 443, ssl: site }, "127.0.0.1:8081"]
              acls: [{ name: is_file, path_beg: /files/ }]
              use_backend: [{ backend: files, unless: is_file }]
              default_backend: app
          backends:
            - { name: files, servers: web, balance: leastconn }
            - { name: app, servers: [{ host: web1 }, { host: web2, backup: true }], port: 8080 }
      - role: keepalived
        vars: { instances: [{ name: web, vip: 10.77.0.100, router_id: 51 }] }`,
    arrows: [
      `node_clients -->|"http 80, https 443"| ${VIP}`,
      'group_balancers -->|"files unless is_file: leastconn"| group_web',
      'group_balancers -->|"app to 8080: roundrobin"| node_web1',
      'group_balancers -.->|"app: while no other is up"| node_web2',
      `${VIP} -->|"holds it"| node_lb1`,
      `${VIP} -.->|"takes over"| node_lb2`,
    ],
  },
  'nginx has an arrow for sites and streams that it passes on, and none for others': {
    roles: `
      - role: nginx
        vars:
          upstreams: [{ name: web, servers: web }, { name: dns, servers: [{ host: web1 }], port: 5353 }]
          sites:
            - { listen: 81, root: /srv/own }
            - { listen: "10.77.0.100:80", locations: [{ path: /app/, proxy_pass: web }] }
          streams: [{ name: names, listen: 53 udp, upstream: dns }]
      - role: keepalived
        vars: { instances: [{ name: web, vip: 10.77.0.100, router_id: 51 }] }`,
    arrows: [
      `node_clients -->|"http 80, udp 53"| ${VIP}`,
      'group_balancers -->|"/app/: round_robin"| group_web',
      'group_balancers -->|"dns to 5353: round_robin"| node_web1',
      `${VIP} -->|"holds it"| node_lb1`,
      `${VIP} -.->|"takes over"| node_lb2`,
    ],
  },
  'rsyslog sends logs to hosts, and to addresses outside the inventory': {
    roles: `
      - role: rsyslog
        vars: { forward: { to: [web2, 192.0.2.9] } }`,
    arrows: ['group_balancers -.->|"logs, tcp 514"| node_web2', 'group_balancers -.->|"logs, tcp 514"| node_192_0_2_9'],
  },
}

for (const [title, { roles, arrows }] of Object.entries(DRAWN)) {
  test(`pictureOf(): ${title}`, async (t) => {
    const playbook = `name: Site\nplays:\n  - hosts: balancers\n    roles:${roles}\n`
    const folder = await sceneOf(t, { 'site.yml': playbook, 'inventory.yml': INVENTORY })
    const picture = await pictureOf({
      playbook: join(folder, 'site.yml'),
      inventory: join(folder, 'inventory.yml'),
    })
    const lines = picture.split('\n').map((line) => line.trim())
    t.deepEqual(
      lines.filter((line) => /-->|-\.->/.test(line)),
      arrows,
    )
    t.true(lines.includes('node_web1["web1<br>10.77.0.21<br>weight 3"]'))
    t.false(picture.includes('client1'))
  })
}
