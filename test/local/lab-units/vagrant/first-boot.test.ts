import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { LabHost } from '../../../../lab/layout.ts'
import { firstBoot } from '../../../../lab/vagrant/first-boot.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const host = (more: Partial<LabHost>): LabHost => ({
  name: 'lb1',
  position: 0,
  address: '10.77.0.11',
  port: undefined,
  user: 'root',
  alias: undefined,
  identityFile: undefined,
  image: 'default',
  box: undefined,
  provider: undefined,
  memory: 512,
  role: 'server',
  addresses: [{ address: '10.77.0.11', prefix: 24 }],
  ...more,
})

/** Runs the script with stand-ins for what only root can do. Returns what it leaves. */
function run(one: LabHost): Readonly<Record<'hosts' | 'sshd_config' | 'keys' | 'done', string>> {
  const folder = temporaryFolder('first-boot')
  const path = (name: string) => join(folder, name)
  writeFileSync(path('hosts'), '127.0.0.1 localhost lb1 lb10\n127.0.2.1 lb1 lb1\n10.0.0.1 lb1\n')
  writeFileSync(path('sshd_config'), 'PermitRootLogin no\n')
  const script = firstBoot(one, { subnets: [], hosts: [one] }, 'ssh-ed25519 AAA lab\n')
    .replaceAll('/etc/ssh/', `${folder}/`)
    .replaceAll('/etc/', `${folder}/`)
    .replaceAll('sudoers.d/', '')
  const standIns = `getent() { echo "$2:x:1:1::${folder}/home:/bin/sh"; }
    for name in chown useradd systemctl restorecon; do eval "$name() { echo $name \\"\\$*\\" >>${path('done')}; }"; done
    id() { false; }\n`
  const { status, stderr } = spawnSync('sh', [], { input: standIns + script, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const read = (name: string) => readFileSync(path(name), 'utf8')
  return {
    hosts: read('hosts'),
    sshd_config: read('sshd_config'),
    keys: read('home/.ssh/authorized_keys'),
    done: read('done'),
  }
}

test("firstBoot() lets root log in by the lab's key, and knows hosts by their addresses", (t) => {
  const left = run(host({}))
  t.is(left.hosts, '10.77.0.11 lb1\n127.0.0.1 localhost lb10\n127.0.2.1\n10.0.0.1 lb1\n')
  t.is(left.sshd_config, 'PermitRootLogin prohibit-password\nPermitRootLogin no\n')
  t.is(left.keys, 'ssh-ed25519 AAA lab\n')
  t.regex(left.done, /^systemctl reload sshd$/m)
})

test('firstBoot() makes any other user, with sudo, and opens the port of the inventory beside 22', (t) => {
  const left = run(host({ user: 'admin', port: 2222 }))
  t.is(left.sshd_config, 'Port 22\nPort 2222\nPermitRootLogin no\n')
  t.regex(left.done, /^useradd --create-home --shell \/bin\/sh admin$/m)
})

test('firstBoot() leaves sshd alone where its own settings will do', (t) => {
  t.notRegex(run(host({ user: 'admin' })).done, /systemctl/)
})
