import test from 'ava'
import { difference } from '../../lab/snapshot.ts'
import { ScratchLab } from './scratch-lab.ts'

/** A run that fails on one host, and one that loses its connection. */
const HOSTS = ['web1', 'web2']

const INVENTORY = `all:
  vars: { user: root }
  hosts:
    web1: { host: 10.77.3.21, directive: listen }
    web2: { host: 10.77.3.22, directive: lissten, user: admin, become: true }
`
const FAILING = `name: Web
plays:
  - name: Servers
    hosts: all
    tasks:
      - package: { name: nginx }
      - file: { path: /etc/nginx/conf.d/first.conf, content: "server_tokens off;\\n", validate: nginx -t }
      - file:
          path: /etc/nginx/conf.d/second.conf
          content: "server { \${directive} 81; }\\n"
          validate: nginx -t
      - service: { name: nginx, reload_on: [/etc/nginx/conf.d/first.conf, /etc/nginx/conf.d/second.conf] }
`

const lab = new ScratchLab('failure', INVENTORY, { provider: 'nspawn' })
const { cluster } = lab

test.serial('a step that a validator refuses on one host leaves every host as it was', async (t) => {
  const before = await cluster.snapshots(HOSTS)
  const answer = await cluster.evenkeel('apply', await lab.write('failing.yml', FAILING), '--yes')
  t.is(answer.status, 3, answer.stdout + answer.stderr)
  t.regex(answer.stdout, /unknown directive "lissten"/)
  t.regex(answer.stdout, /every host is back to where it was/)
  const after = await cluster.snapshots(HOSTS)
  for (const [index, host] of HOSTS.entries()) t.deepEqual(difference(before[index], after[index]), [], host)
  for (const host of HOSTS) t.is(await cluster.on(host, 'ls /var/lib/evenkeel/lock 2>/dev/null || echo free'), 'free\n')
})

test.serial('a cut connection does not end a run: the controller reconnects', async (t) => {
  const content = `name: Slow\nplays:\n  - name: Servers\n    hosts: web1\n    tasks:
      - command: { name: slow, run: "sleep 8; touch /root/slow", unless: test -e /root/slow, undo: rm -f /root/slow }\n`
  const running = cluster.evenkeel('apply', await lab.write('slow.yml', content), '--yes')
  await cluster
    .on(
      'web1',
      'until test -d /var/lib/evenkeel/lock; do sleep 0.2; done; sleep 3; pkill -f "sshd: root@notty" || true',
    )
    .catch(() => undefined)
  const answer = await running
  t.is(answer.status, 0, answer.stdout + answer.stderr)
  t.regex(answer.stderr, /the connection broke/)
  t.is(await cluster.on('web1', 'ls /root/slow'), '/root/slow\n')
  t.is((await cluster.evenkeel('rollback', '--yes')).status, 0)
})
