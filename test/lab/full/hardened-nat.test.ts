import test, { type ExecutionContext } from 'ava'
import { difference } from '../../../lab/snapshot.ts'
import { type Filter, filter, rulesOf } from '../filters.ts'
import { untilHeldBy } from '../outage.ts'
import { balances } from '../proofs.ts'
import { ScratchLab } from '../scratch-lab.ts'

/**
 * Directors of LVS-NAT whose filters forward nothing. Answers of web servers pass the filter before they are translated
 * back: untracked behind nftables, and tracked behind firewalld, which drops untracked packets.
 */
const VIP = '10.77.7.100'
const URL = `http://${VIP}/`
const DIRECTORS = ['lb1', 'lb2'] as const
const MANAGED = [...DIRECTORS, 'web1', 'web2']
const FILTERS: Readonly<Record<string, Filter>> = { lb1: 'nftables', lb2: 'firewalld' }

const INVENTORY = `all:
  vars: { user: root }
  children:
    directors:
      hosts:
        lb1: { host: 10.77.7.11, priority: 100, conntrack: false, lab: { addresses: [10.77.7.11/24, 10.78.7.11/24] } }
        lb2: { host: 10.77.7.12, priority: 90, conntrack: true, lab: { addresses: [10.77.7.12/24, 10.78.7.12/24] } }
    real_servers:
      hosts:
        web1: { host: 10.78.7.21 }
        web2: { host: 10.78.7.22 }
    clients:
      hosts:
        client1: { host: 10.77.7.31, lab: { role: client } }
`

const PLAYBOOK = `name: Hardened NAT
vars:
  vip: ${VIP}
  gateway: 10.78.7.100
plays:
  - name: Real servers
    hosts: real_servers
    roles:
      - role: nginx
        vars:
          sites:
            - listen: 8080
              root: /srv/hardened
              content: |
                \${inventory_hostname} answers
      - role: real_server
        vars: { vip: "\${vip}", mode: nat, gateway: "\${gateway}" }
  - name: Directors
    hosts: directors
    serial: 1
    roles:
      - role: firewall
      - role: keepalived
        vars:
          conntrack: "\${conntrack}"
          instances:
            - { name: outer, vip: "\${vip}", router_id: 51 }
            - { name: inner, vip: "\${gateway}", router_id: 52 }
          sync_groups:
            - { name: web, instances: [outer, inner] }
          virtual_servers:
            - vip: "\${vip}"
              port: 80
              mode: nat
              scheduler: rr
              real_servers: [{ host: real_servers, port: 8080 }]
              check: { http: / }
`

let playbook = ''
let fresh: readonly (readonly string[])[] = []
const lab = new ScratchLab('hardened-nat', INVENTORY, {
  prepare: async () => {
    playbook = await lab.write('hardened-nat.yml', PLAYBOOK)
    await filter(cluster, FILTERS)
    fresh = await allOf()
  },
})
const { cluster } = lab

test.serial('answers get through a director behind nftables, untracked', async (t) => {
  await evenkeel(t, 'apply', playbook, '--yes')
  await untilHeldBy(cluster, DIRECTORS, VIP, 'lb1')
  await serves(t)
  await evenkeel(t, 'verify', playbook)
})

test.serial('without their opening they do not: the filter works', async (t) => {
  const openings = "nft -a list chain inet filter forward | sed -n 's/.*evenkeel.*# handle //p'"
  await cluster.on('lb1', `for rule in $(${openings}); do nft delete rule inet filter forward handle $rule; done`)
  t.not((await cluster.tryOn('client1', `curl -s -m 3 ${URL}`)).status, 0)
  await evenkeel(t, 'apply', playbook, '--yes')
  await serves(t)
})

test.serial('answers get through a director behind firewalld, tracked', async (t) => {
  await cluster.on('lb1', 'systemctl stop keepalived')
  try {
    await untilHeldBy(cluster, DIRECTORS, VIP, 'lb2')
    await serves(t)
  } finally {
    await cluster.on('lb1', 'systemctl start keepalived')
  }
  await untilHeldBy(cluster, DIRECTORS, VIP, 'lb1')
})

test.serial('remove leaves hosts and filters as they were', async (t) => {
  await evenkeel(t, 'remove', playbook, '--yes')
  const after = await allOf()
  for (const [index, host] of MANAGED.entries()) t.deepEqual(difference(fresh[index], after[index]), [], host)
})

async function evenkeel(t: ExecutionContext, ...words: string[]): Promise<void> {
  const answer = await cluster.evenkeel(...words)
  t.is(answer.status, 0, answer.stdout + answer.stderr)
}

const serves = (t: ExecutionContext) => balances([URL], { web1: 10, web2: 10 })(t, cluster)

/** Snapshots of all hosts, with the rules of their filters. */
function allOf(): Promise<string[][]> {
  const all = MANAGED.map(async (host) => {
    const kind = FILTERS[host]
    return [...(await cluster.snapshot(host)), ...(kind === undefined ? [] : await rulesOf(cluster, host, kind))]
  })
  return Promise.all(all)
}
