import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { dispatch } from '../../../cli/dispatch.ts'
import { type FakeIo, fakeIo } from '../../cli/fake-io.ts'
import { LocalHost } from '../../support/local-host.ts'
import { runningOn } from '../../support/ssh-host.ts'
import { clientFolder, type Server, startServer } from '../../support/ssh-server.ts'

/** A host with an address, that hears router id 51, and on whose network 192.0.2.100 is in use. */
async function startHost(t: ExecutionContext, name: string, address: string): Promise<Server> {
  const host = await LocalHost.make(name)
  host.login.SSH_CONNECTION = '192.0.2.1 40000 192.0.2.11 22'
  await host.pretend(
    'ip',
    `case $* in *neigh*) ;; *) echo "2: eth0    inet ${address}/24 brd 192.0.2.255 scope global eth0" ;; esac`,
  )
  await host.pretend('ss', 'echo "tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:* users:((\\"apache2\\",pid=1,fd=3))"')
  await host.pretend('nft', 'true')
  await host.pretend(
    'tcpdump',
    'echo "IP 192.0.2.66 > 224.0.0.18: VRRPv2, Advertisement, vrid 51, prio 100, length 20"; sleep 1',
  )
  await host.pretend(
    'arping',
    'case $* in -V) echo iputils ;; *) echo "Unicast reply from 192.0.2.100 [02:00:00:00:00:66] 0.1ms"; echo "Sent 3 probes" ;; esac',
  )
  const server = await startServer({ behave: runningOn(host) })
  t.teardown(async () => {
    server.close()
    await host.remove()
  })
  return server
}

interface Scene {
  readonly folder: string
  readonly knownHosts: string
  readonly words: readonly string[]
}

/** Two directors and a real server; their keys are not known. */
async function scene(t: ExecutionContext): Promise<Scene> {
  const [lb1, lb2, web1] = await Promise.all([
    startHost(t, 'lb1', '192.0.2.11'),
    startHost(t, 'lb2', '192.0.2.12'),
    startHost(t, 'web1', '192.0.2.21'),
  ])
  const { folder, config, knownHosts } = clientFolder('')
  const answers = join(folder, 'answers.yml')
  writeFileSync(
    answers,
    [
      'topology: lvs-dr',
      'goal: web',
      'name: shop',
      'hosts_from: typed',
      `directors: ["lb1=127.0.0.1:${lb1?.port}", "lb2=127.0.0.1:${lb2?.port}"]`,
      `real_servers: ["web1=127.0.0.1:${web1?.port}"]`,
      'clients: []',
      'user: root',
      'jump: ""',
      'look: yes',
      'software: nginx',
      'check_path: /',
      'interface: auto',
      'adverts: multicast',
      'authentication: no',
      'firewall: no',
      'next: nothing',
      '',
    ].join('\n'),
  )
  const words = ['init', join(folder, 'cluster'), '--answers', answers, '-F', config]
  return { folder, knownHosts, words }
}

/** Types each line when its question has appeared. */
async function converse(io: FakeIo, lines: readonly (readonly [question: string, typed: string])[]): Promise<void> {
  let seen = 0
  for (const [question, typed] of lines) {
    const limit = Date.now() + 60_000
    while (io.err().indexOf(question, seen) < 0) {
      if (Date.now() > limit) throw new Error(`"${question}" was not asked:\n${io.err()}`)
      await setTimeout(20)
    }
    seen = io.err().indexOf(question, seen) + question.length
    await setTimeout(20)
    ;(io.stdin as unknown as NodeJS.WritableStream).write(`${typed}\n`)
  }
}

test('init shows the keys of new hosts, adds those that are accepted, and warns by what the hosts show', async (t) => {
  const { folder, knownHosts, words } = await scene(t)
  const io = fakeIo({ terminal: true, env: { TERM: 'dumb', HOME: folder } })
  const ended = dispatch(words, io)
  await converse(io, [
    ['The port for clients?', '80'],
    ['Trust these keys? (1 to 3) [none]', 'each'],
    ['Trust ', 'yes'],
    ['Trust ', 'yes'],
    ['Trust ', 'no'],
    ['Go on without looking at them?', ''],
    ['The virtual address for clients?', '192.0.2.100'],
    ['The router id of VRRP?', '51'],
    ['Write these files?', 'leave'],
  ])
  t.is(await ended, 1)
  const shown = io.err().replaceAll(/\n {2}/g, ' ')
  t.is(readFileSync(knownHosts, 'utf8').trim().split('\n').length, 2)
  t.is([...shown.matchAll(/ssh-ed25519 SHA256:/g)].length, 4, 'three keys, and the one of the host that is refused')
  t.regex(shown, /its host key ssh-ed25519 \S+ is not known/)
  t.regex(shown, /: debian|: .*kernel .*; eth0 192\.0\.2\.1\d\/24; .*listens: 80\/tcp apache2; firewall: none/)
  t.regex(shown, /Heard on these networks: 51 \(by 192\.0\.2\.66\)\./)
  t.regex(shown, /! 192\.0\.2\.100 is in use: a machine with the MAC address 02:00:00:00:00:66 answers for it/)
  t.regex(shown, /! Router id 51 is used on this network: 192\.0\.2\.66 sends adverts with it/)
})

test('init lets the operator correct the login, and looks again', async (t) => {
  const { folder, words } = await scene(t)
  const io = fakeIo({ terminal: true, env: { TERM: 'dumb', HOME: folder } })
  const wrong = [
    '--set',
    'user=nobody',
    '--set',
    'become=no',
    '--accept-new-host-keys',
    '--set',
    'jump=nobody@127.0.0.1:9',
  ]
  const ended = dispatch([...words, ...wrong], io)
  await converse(io, [
    ['The port for clients?', '8080'],
    ['Go on without looking at them?', 'login'],
    ['Log in as which user? [nobody]', 'root'],
    ['Through a jump host? [nobody@127.0.0.1:9]', 'none'],
    ['The port for clients? [8080]', ''],
    ['The virtual address', '192.0.2.99'],
    ['The router id of VRRP? [99]', ''],
    ['Write these files?', 'write'],
  ])
  t.is(await ended, 0, io.err())
  const inventory = readFileSync(join(folder, 'cluster/hosts.yml'), 'utf8')
  t.regex(inventory, /user: root/)
  t.regex(inventory, /jump: none/)
  t.regex(io.err(), /lb1: \S+ .*kernel/)
  t.notRegex(io.err(), /--limit/)
})

test('init without a terminal looks at hosts whose keys it may accept, and prints its warnings', async (t) => {
  const { folder, words } = await scene(t)
  const io = fakeIo({ env: { HOME: folder } })
  const given = [
    '--set',
    'port=80',
    '--set',
    'vip=192.0.2.100',
    '--set',
    'router_id=51',
    '--accept-new-host-keys',
    '--json',
  ]
  t.is(await dispatch([...words, ...given], io), 0, io.err())
  const { findings } = JSON.parse(io.out()) as { findings: readonly { rule?: number; message: string }[] }
  t.deepEqual(
    findings.map(({ rule }) => rule ?? 0),
    [56, 22, 0],
  )
  t.regex(findings[2]?.message ?? '', /Port 80\/tcp of web1 is taken by apache2/)
})
