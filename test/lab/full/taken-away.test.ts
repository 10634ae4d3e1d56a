import test from 'ava'
import { difference } from '../../../lab/snapshot.ts'
import { ScratchLab } from '../scratch-lab.ts'

/** The state of the hosts after several runs are taken back. */
const HOSTS = ['web1', 'web2']

const INVENTORY = `all:
  vars: { user: root }
  hosts:
    web1: { host: 10.77.4.21 }
    web2: { host: 10.77.4.22, user: admin, become: true }
`
const lab = new ScratchLab('taken-away', INVENTORY)
const { cluster } = lab

test.serial('remove after three applies leaves the same state as three rollbacks', async (t) => {
  const before = await cluster.snapshots(HOSTS)
  const site = (port: number) => `      - role: nginx
        vars: { sites: [{ listen: ${port}, root: /srv/${port}, content: "\${inventory_hostname}\\n" }] }\n`
  const play = (roles: string, tasks: string) =>
    `name: Web\nplays:\n  - name: Servers\n    hosts: all\n    roles:\n${roles}    tasks:\n${tasks}`
  const versions = [
    play(site(80), '      - sysctl: { name: net.ipv4.ip_forward, value: "1" }\n'),
    play(
      site(8080),
      '      - user: { name: deploy, system: true }\n      - file: { path: /etc/motd, content: "hello\\n" }\n',
    ),
    play(site(8080), '      - file: { path: /etc/motd, content: "hello again\\n" }\n'),
  ]
  const runs: string[] = []
  const playbooks = await Promise.all(versions.map((content, index) => lab.write(`version-${index}.yml`, content)))
  const applyAll = async () => {
    for (const playbook of playbooks) {
      const answer = await cluster.evenkeel('apply', playbook, '--yes')
      t.is(answer.status, 0, answer.stdout + answer.stderr)
      runs.push(/run (\S+)\./.exec(answer.stdout)?.[1] ?? '')
    }
  }
  await applyAll()
  t.is(await cluster.on('web1', 'curl -s http://127.0.0.1:8080/'), 'web1\n')
  const removed = await cluster.evenkeel('remove', playbooks.at(-1) ?? '', '--yes')
  t.is(removed.status, 0, removed.stdout + removed.stderr)
  const afterRemove = await cluster.snapshots(HOSTS)
  for (const [index, host] of HOSTS.entries()) t.deepEqual(difference(before[index], afterRemove[index]), [], host)

  await applyAll()
  for (const run of runs.slice(-3).reverse()) {
    const answer = await cluster.evenkeel('rollback', run, '--yes')
    t.is(answer.status, 0, answer.stdout + answer.stderr)
  }
  const afterRollback = await cluster.snapshots(HOSTS)
  for (const [index, host] of HOSTS.entries()) t.deepEqual(difference(before[index], afterRollback[index]), [], host)
})
