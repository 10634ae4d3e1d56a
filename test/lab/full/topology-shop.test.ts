import { setTimeout as sleep } from 'node:timers/promises'
import { captured } from '../capture.ts'
import { ask, spread, untilStatus } from '../client.ts'
import { kill, revive, without } from '../outage.ts'
import { balances, logs, survivesItsServers, survivesPowerCut } from '../proofs.ts'
import { testTopology } from '../topology.ts'
import { changesWeight } from '../weight-change.ts'

const VIP = '10.77.0.100'
const URL = `http://${VIP}/`
const CLIENT = '10.77.0.31'
const DIRECTORS = ['lb1', 'lb2'] as const
const BALANCERS = ['ha1', 'ha2']
const SERVERS = ['web1', 'web2']
const WRITES = /^web1 wrote to (db\d) at .*\nweb2 wrote to \1 at /
const LOGGED = logs(
  [URL],
  [
    { hosts: BALANCERS, file: '/var/log/haproxy.log', words: CLIENT },
    { hosts: ['log1'], file: '/var/log/hosts/ha*.log', words: CLIENT },
    { hosts: SERVERS, file: '/var/log/nginx/*.access.log', words: CLIENT },
  ],
)

// The databases are not compared with fresh hosts: a rollback keeps their data. They have tests of their own.
testTopology({
  name: 'shop',
  managed: [...DIRECTORS, ...BALANCERS, ...SERVERS, 'log1'],
  // Each balancer has its own round robin.
  serves: balances([URL], { web1: 7, web2: 14 }, 2),
  proofs: {
    'both balancers work': async (t, cluster) => {
      const asked = async (host: string) => Number(await cluster.on(host, 'grep -c both- /var/log/haproxy.log || true'))
      await spread(cluster, 20, `${URL}?both-${Date.now()}`)
      await cluster.on('client1', 'sleep 2')
      const counts = await Promise.all(BALANCERS.map(asked))
      t.true(Math.min(...counts) > 0, counts.join(', '))
    },
    'answers go directly to the client, not through the directors': async (t, cluster) => {
      const seen = await captured(cluster, 'lb1', `src host ${VIP} and tcp`, () => spread(cluster, 6, URL))
      t.regex(seen, /\n0 packets captured/)
    },
    'a web server gets the address of its client behind two tiers': async (t, cluster) => {
      t.is((await ask(cluster, `${URL}client`)).body.trim(), CLIENT)
    },
    'each web server writes to the same database, and a page shows which one': async (t, cluster) => {
      let page = ''
      for (const deadline = Date.now() + 60_000; Date.now() < deadline && !WRITES.test(page); await sleep(1000))
        page = (await ask(cluster, `${URL}writer`)).body
      t.regex(page, WRITES)
    },
    'a request is in the logs of its balancer, of the log host and of its web server': LOGGED,
    'log lines wait while the log host is down': async (t, cluster) => {
      const mark = `waited-${Date.now()}`
      // systemd's socket would restart it.
      await without(cluster, ['log1'], 'syslog.socket rsyslog', async () => {
        await spread(cluster, 4, `${URL}?${mark}`)
      })
      const count = `cat /var/log/hosts/ha*.log | grep -c ${mark}`
      t.is(
        await cluster.on('log1', `timeout 60 sh -c 'until test "$(${count})" = 4; do sleep 1; done'; ${count}`),
        '4\n',
      )
    },
    '503 while all web servers are down, and it goes on when they are back': survivesItsServers([URL], SERVERS, 503),
    'a balancer that is killed gets no more clients': async (t, cluster) => {
      await kill(cluster, 'ha1', 'haproxy')
      try {
        await cluster.on('lb1', "timeout 30 sh -c 'while ipvsadm -Ln | grep 10.77.0.13:80; do sleep 0.5; done'")
        t.false('nobody' in (await spread(cluster, 10, URL)))
      } finally {
        await revive(cluster, 'ha1', 'haproxy')
      }
      await cluster.on('lb1', "timeout 30 sh -c 'until ipvsadm -Ln | grep 10.77.0.13:80; do sleep 0.5; done'")
      await untilStatus(cluster, 200, URL)
    },
    'the VIP leaves a director that loses its power': survivesPowerCut([URL], VIP, DIRECTORS),
  },
  change: changesWeight([URL], ['web1', 'web2'], 2),
})
