import { execFile } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const MAIN = fileURLToPath(new URL('../../../../cli/main.ts', import.meta.url))
const POWER = fileURLToPath(new URL('../../../support/lab-power.ts', import.meta.url))
const PRETEND = fileURLToPath(new URL('./pretend-vagrant.sh', import.meta.url))
const KEYSCAN = '#!/bin/sh\necho "[127.0.0.1]:$4 ssh-ed25519 AAAAC3Nz"\n'

interface Ended {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** An inventory, and a controller whose Vagrant is a pretend one, or none. */
function scene({ vagrant = true, box = 'nowhere', image = 'default', port = 0 } = {}) {
  const folder = temporaryFolder('pretend-vagrant')
  const path = (name: string) => join(folder, name)
  const inventory = path('hosts.yml')
  mkdirSync(path('bin'))
  writeFileSync(path('log'), '')
  const lab = box === '' ? `{ image: ${image} }` : `{ image: ${image}, box: ${box} }`
  writeFileSync(
    inventory,
    `all:\n  vars: { lab: ${lab} }\n  hosts:\n    lb1: { host: 10.77.0.11 }\n    web1: { host: 10.77.0.21 }\n`,
  )
  if (vagrant) {
    copyFileSync(PRETEND, path('bin/vagrant'))
    writeFileSync(path('bin/ssh-keyscan'), KEYSCAN)
    for (const program of ['vagrant', 'ssh-keyscan']) chmodSync(path(`bin/${program}`), 0o755)
  }
  const environment = {
    ...process.env,
    PATH: vagrant ? `${path('bin')}:${process.env.PATH}` : path('bin'),
    PRETEND_BOX: box,
    PRETEND_LOG: path('log'),
    PRETEND_PORT: String(port),
    XDG_STATE_HOME: path('state'),
  }
  const run = (words: readonly string[], more: Record<string, string> = {}): Promise<Ended> =>
    new Promise((resolve) => {
      execFile(process.execPath, words, { env: { ...environment, ...more } }, (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr })
      })
    })
  return {
    evenkeel: ([action = '', ...words]: readonly string[], more?: Record<string, string>) =>
      run([MAIN, 'lab', action, '-i', inventory, ...words], more),
    power: (action: 'cut' | 'on', host: string) => run([POWER, action, inventory, host]),
    /** What is left of the lab: its folder and its lock. */
    labs: () => (existsSync(path('state')) ? readdirSync(path('state/evenkeel/labs')) : []),
    file: (name: string) => readFileSync(globSync(path(`state/evenkeel/labs/*/${name}`))[0] ?? name, 'utf8'),
    called: () => readFileSync(path('log'), 'utf8').trim().split('\n'),
  }
}

/** A server that greets as sshd does. Returns its port. */
function greeter(end: (close: () => void) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {}).end('SSH-2.0-pretend\r\n')
  })
  end(() => server.close())
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

test('a lab in Vagrant is up, remembered, cut, switched on, and down', async (t) => {
  const port = await greeter((close) => t.teardown(close))
  const { evenkeel, power, labs, file, called } = scene({ box: 'web', port })
  const up = await evenkeel(['up', '--provider', 'vagrant'])
  t.is(up.status, 0, up.stderr)
  t.regex(up.stderr, /lb1: booting\nweb1: booting\nImporting base box\nImporting base box\n/)
  t.regex(
    file('ssh_config'),
    new RegExp(`^Host web1 10\\.77\\.0\\.21\n  HostName 127\\.0\\.0\\.1\n  Port ${port}\n  User root$`, 'm'),
  )
  t.true(file('known_hosts').includes(`[web1]:${port},[10.77.0.21]:${port},[127.0.0.1]:${port} ssh-ed25519 AAAAC3Nz\n`))
  t.regex(file('*/Vagrantfile'), /machine\.vm\.box = "web"/)

  const status = await evenkeel(['status', '--json'])
  const [lb1] = JSON.parse(status.stdout) as readonly unknown[]
  t.like(lb1, { host: 'lb1', isOn: true, memory: 512, answers: true })

  t.is((await power('cut', 'web1')).status, 0)
  t.is(called().at(-1), 'halt --force web1 --machine-readable')
  t.regex((await evenkeel(['status'])).stdout, /^web1 +server +off /m)
  t.is((await power('on', 'web1')).status, 0)
  t.true(called().includes('up --no-install-provider web1 --machine-readable'))
  t.regex(file('ssh_config'), /^Host lb1 /m)

  t.is((await evenkeel(['down'])).status, 0)
  t.is(called().at(-1), 'destroy --force lb1 web1 --machine-readable')
  t.deepEqual(labs(), [])
})

test('a host that is off keeps its login', async (t) => {
  const port = await greeter((close) => t.teardown(close))
  const { evenkeel, power, file } = scene({ box: 'web', port })
  await evenkeel(['up', '--provider', 'vagrant'])
  for (const [action, host] of [
    ['cut', 'lb1'],
    ['cut', 'web1'],
    ['on', 'web1'],
  ] as const)
    t.is((await power(action, host)).status, 0)
  t.regex(file('ssh_config'), /^Host lb1 /m)
})

test('lab up without Vagrant says where to get it, and leaves nothing', async (t) => {
  const { evenkeel, labs } = scene({ vagrant: false })
  const { status, stderr } = await evenkeel(['up', '--provider', 'vagrant'])
  t.is(status, 1)
  t.regex(stderr, /no program "vagrant"[\s\S]*developer\.hashicorp\.com\/vagrant\/install/)
  t.deepEqual(labs(), [])
})

test('lab up refuses an image of UML without a box', async (t) => {
  const { status, stderr } = await scene({ image: 'sid', box: '' }).evenkeel(['up', '--provider', 'vagrant'])
  t.is(status, 1)
  t.regex(stderr, /Cannot boot lb1 in Vagrant: lab\.image is sid/)
})

test('a vagrant up that fails halfway says why; the lab is remembered, and down deletes it', async (t) => {
  const { evenkeel, labs, called } = scene()
  const up = await evenkeel(['up', '--provider', 'vagrant'])
  t.is(up.status, 1)
  t.regex(up.stderr, /lb1: booting\nweb1: booting\nImporting base box\n/)
  t.regex(up.stderr, /Cannot run vagrant up .* lb1 web1: status 1[\s\S]*'nowhere' could not be found[\s\S]*lab: \{ box/)
  t.regex(up.stderr, /To delete what has been made: evenkeel lab down -i /)

  const status = await evenkeel(['status'])
  t.is(status.status, 0, status.stderr)
  t.regex(status.stdout, /^web1 +server +off +- +512 MB +10\.77\.0\.21\/24$/m)

  const other = await evenkeel(['up', '--provider', 'uml'])
  t.is(other.status, 1)
  t.regex(other.stderr, /Cannot boot the lab: it is up in vagrant\n[\s\S]*evenkeel lab down/)

  const stuck = await evenkeel(['down'], { PRETEND_STUCK: 'yes' })
  t.is(stuck.status, 1)
  t.regex(stuck.stderr, /The machine is locked/)
  t.is(labs().length, 1, 'what could not be deleted is remembered')

  t.is((await evenkeel(['down'])).status, 0)
  t.is(called().at(-1), 'destroy --force lb1 --machine-readable')
  t.deepEqual(labs(), [])
})

test('lab exec runs in the network of this machine, and knows the ssh_config', async (t) => {
  const { evenkeel } = scene()
  await evenkeel(['up', '--provider', 'vagrant'])
  const { status, stdout } = await evenkeel(['exec', '--', 'sh', '-c', 'echo "$EVENKEEL_SSH_CONFIG"; exit 7'])
  t.is(status, 7)
  t.regex(stdout, /\/state\/evenkeel\/labs\/[0-9a-f]+\/ssh_config\n$/)
})

for (const [words, message] of [
  [['up', '--provider', 'docker'], /no provider "docker", one of uml, nspawn, vagrant is needed/],
  [['down', '--provider', 'vagrant'], /only up takes --provider/],
] as const)
  test(`lab ${words.join(' ')} is refused`, async (t) => {
    const { status, stderr } = await scene().evenkeel(words)
    t.is(status, 1)
    t.regex(stderr, message)
  })
