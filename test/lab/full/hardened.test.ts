import test, { type ExecutionContext } from 'ava'
import { difference } from '../../../lab/snapshot.ts'
import { spread } from '../client.ts'
import { type Filter, filter, rulesOf } from '../filters.ts'
import { holders, without } from '../outage.ts'
import { balances, leavesDeadBalancer, logs } from '../proofs.ts'
import { reboot } from '../reboot.ts'
import { ScratchLab } from '../scratch-lab.ts'

/** Hosts with a firewall, Apache as web server, and all logs on one host by RELP. */
const VIP = '10.77.6.100'
const URL = `http://${VIP}/`
const CLIENT = '10.77.6.31'
const BALANCERS = ['lb1', 'lb2'] as const
const SERVERS = ['web1', 'web2']
const FILTERS: Readonly<Record<string, Filter>> = {
  lb1: 'nftables',
  lb2: 'firewalld',
  web1: 'nftables',
  web2: 'firewalld',
  log1: 'nftables',
}
const MANAGED = Object.keys(FILTERS)

const INVENTORY = `all:
  vars: { user: root }
  children:
    balancers:
      hosts:
        lb1: { host: 10.77.6.11, priority: 100 }
        lb2: { host: 10.77.6.12, priority: 90 }
    web_servers:
      hosts:
        web1: { host: 10.77.6.21 }
        web2: { host: 10.77.6.22 }
    log_hosts:
      hosts:
        log1: { host: 10.77.6.41 }
    clients:
      hosts:
        client1: { host: ${CLIENT}, lab: { role: client } }
`

const PLAYBOOK = `name: Hardened
vars:
  vip: ${VIP}
  logs: { to: log_hosts, protocol: relp }
plays:
  - name: Logs
    hosts: log_hosts
    roles:
      - role: firewall
      - role: rsyslog
        vars:
          receive: { protocol: relp, from: [balancers, web_servers] }
  - name: Web servers
    hosts: web_servers
    serial: 1
    roles:
      - role: firewall
      - role: rsyslog
        vars: { forward: "\${logs}" }
      - role: apache
        vars:
          sites:
            - listen: 80
              root: /srv/hardened
              real_ip: { from: balancers }
              content: |
                \${inventory_hostname} answers
  - name: Balancers
    hosts: balancers
    serial: 1
    roles:
      - role: firewall
      - role: rsyslog
        vars: { haproxy: {}, forward: "\${logs}" }
      - role: haproxy
        vars:
          frontends:
            - name: web
              binds: [{ vip: "\${vip}", port: 80 }]
              forwardfor: true
              default_backend: web_servers
          backends:
            - name: web_servers
              balance: roundrobin
              servers: web_servers
              port: 80
              check: { http: / }
      - role: keepalived
        vars:
          balancer: haproxy
          instances:
            - { name: web, vip: "\${vip}", router_id: 61, preempt: false }
`

let playbook = ''
let fresh: readonly (readonly string[])[] = []
const lab = new ScratchLab('hardened', INVENTORY, {
  prepare: async () => {
    playbook = await lab.write('hardened.yml', PLAYBOOK)
    await filter(cluster, FILTERS)
    fresh = await allOf()
  },
})
const { cluster } = lab

test.serial('at first each filter blocks the clients of a web server', (t) => filtersKeepOut(t))

test.serial('apply on fresh hosts opens the ports of the cluster', async (t) => {
  const answer = await cluster.evenkeel('apply', playbook, '--yes')
  t.is(answer.status, 0, answer.stdout + answer.stderr)
  await serves(t)
})

test.serial('all other ports stay closed', async (t) => {
  for (const [host, port] of [
    ['log1', 20514], // open to its senders only
    ['lb1', 8080],
    ['lb2', 8080],
    ['web1', 8080],
    ['web2', 8080],
  ] as const) {
    const command = host === 'log1' ? 'true' : `busybox httpd -p ${port} -h /srv`
    await cluster.on(host, `${command}; busybox nc -w 3 127.0.0.1 ${port} </dev/null`)
    t.not((await cluster.tryOn('client1', `busybox nc -w 3 ${host} ${port} </dev/null`)).status, 0, `${host} ${port}`)
    await cluster.on(host, 'pkill -f "[h]ttpd -p" || true')
  }
})

test.serial('Apache logs the client and the balancer', async (t) => {
  const file = '/var/log/apache2/*.access.log'
  await logs([URL], [{ hosts: SERVERS, file, words: `${CLIENT} - - ` }])(t, cluster)
  const lines = await cluster.on('web1', `grep -h '^${CLIENT}' ${file} | tail -n 1`)
  t.regex(lines.trim(), / 10\.77\.6\.1[12]$/)
})

test.serial('a request is in the logs of its balancer and of the log host', (t) =>
  logs(
    [URL],
    [
      { hosts: BALANCERS, file: '/var/log/haproxy.log', words: CLIENT },
      { hosts: ['log1'], file: '/var/log/hosts/lb*.log', words: CLIENT },
    ],
  )(t, cluster),
)

test.serial('log lines wait on the disk while the log host is down', async (t) => {
  const mark = `waited-${Date.now()}`
  // systemd's socket would restart it.
  await without(cluster, ['log1'], 'syslog.socket rsyslog', async () => {
    await spread(cluster, 20, `${URL}?${mark}`)
  })
  const count = `cat /var/log/hosts/lb*.log | grep -c ${mark}`
  t.is(await cluster.on('log1', `timeout 60 sh -c 'until test "$(${count})" = 20; do sleep 1; done'; ${count}`), '20\n')
})

test.serial('the VIP leaves a balancer that is killed', (t) =>
  leavesDeadBalancer([URL], { vip: VIP, balancers: BALANCERS, unit: 'haproxy', preempts: false })(t, cluster),
)

test.serial('a second apply changes nothing', async (t) => {
  const answer = await cluster.evenkeel('apply', playbook, '--yes')
  t.is(answer.status, 0, answer.stdout + answer.stderr)
  t.regex(answer.stdout, /Nothing to do/)
})

test.serial('a reloaded filter still has the openings', async (t) => {
  for (const [host, command] of [
    ['lb1', 'systemctl reload nftables'],
    ['web1', 'systemctl restart nftables'],
    ['lb2', 'firewall-cmd -q --reload'],
    ['web2', 'systemctl restart firewalld'],
  ] as const)
    await cluster.on(host, command)
  await serves(t)
})

test.serial('it comes back when all hosts are rebooted', async (t) => {
  await Promise.all(MANAGED.map((host) => reboot(cluster, host)))
  for (const host of MANAGED) await cluster.tryOn(host, 'timeout 120 systemctl is-system-running --wait')
  await serves(t)
})

test.serial('a rollback leaves hosts and filters as they were, and the filters on', async (t) => {
  const answer = await cluster.evenkeel('rollback', '--yes')
  t.is(answer.status, 0, answer.stdout + answer.stderr)
  const after = await allOf()
  for (const [index, host] of MANAGED.entries()) t.deepEqual(difference(fresh[index], after[index]), [], host)
  await filtersKeepOut(t)
})

/** Requests get through and are spread, the balancers see each other, and verify holds. */
async function serves(t: ExecutionContext): Promise<void> {
  await balances([URL], { web1: 10, web2: 10 })(t, cluster)
  t.is((await holders(cluster, BALANCERS, VIP)).length, 1)
  const answer = await cluster.evenkeel('verify', playbook)
  t.is(answer.status, 0, answer.stdout + answer.stderr)
}

/** A host answers its own requests and pings, but not a client's request. */
async function filtersKeepOut(t: ExecutionContext): Promise<void> {
  for (const host of MANAGED) {
    await cluster.on(host, 'busybox httpd -p 80 -h /usr/share/doc; curl -s -m 5 http://127.0.0.1/ >/dev/null')
    const asked = await cluster.tryOn('client1', `ping -c 1 -W 5 ${host} >/dev/null && curl -s -m 3 http://${host}/`)
    // 28: no answer in time, nftables' drop; 7: firewalld's reject.
    t.is(asked.status, FILTERS[host] === 'nftables' ? 28 : 7, host)
    await cluster.on(host, 'pkill -f "[h]ttpd -p"')
  }
}

/** Snapshots of all hosts, with the rules of their filters. */
function allOf(): Promise<string[][]> {
  const all = Object.entries(FILTERS).map(async ([host, filter]) => [
    ...(await cluster.snapshot(host)),
    ...(await rulesOf(cluster, host, filter)),
  ])
  return Promise.all(all)
}
