import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url))
const PRETEND = fileURLToPath(new URL('./pretend-vagrant.sh', import.meta.url))

/** An inventory, and a controller whose Vagrant is a pretend one, or none. */
function scene({ vagrant = true, lab = '{ box: nowhere }' } = {}) {
  const folder = temporaryFolder('pretend-vagrant')
  const inventory = join(folder, 'hosts.yml')
  const bin = join(folder, 'bin')
  const log = join(folder, 'log')
  mkdirSync(bin)
  writeFileSync(log, '')
  writeFileSync(
    inventory,
    `all:\n  vars: { lab: ${lab} }\n  hosts:\n    lb1: { host: 10.77.0.11 }\n    web1: { host: 10.77.0.21 }\n`,
  )
  if (vagrant) {
    copyFileSync(PRETEND, join(bin, 'vagrant'))
    chmodSync(join(bin, 'vagrant'), 0o755)
  }
  const path = vagrant ? `${bin}:${process.env.PATH}` : bin
  const environment = { ...process.env, PATH: path, PRETEND_LOG: log, XDG_STATE_HOME: join(folder, 'state') }
  const evenkeel = ([action = '', ...words]: readonly string[], more: Record<string, string> = {}) =>
    spawnSync(process.execPath, [MAIN, 'lab', action, '-i', inventory, ...words], {
      env: { ...environment, ...more },
      encoding: 'utf8',
    })
  const labs = () => (existsSync(join(folder, 'state')) ? readdirSync(join(folder, 'state/evenkeel/labs')) : [])
  return { evenkeel, labs, called: () => readFileSync(log, 'utf8').trim().split('\n') }
}

test('lab up without Vagrant says where to get it, and leaves nothing', (t) => {
  const { evenkeel, labs } = scene({ vagrant: false })
  const { status, stderr } = evenkeel(['up', '--provider', 'vagrant'])
  t.is(status, 1)
  t.regex(stderr, /no program "vagrant"[\s\S]*developer\.hashicorp\.com\/vagrant\/install/)
  t.deepEqual(labs(), [])
})

test('lab up refuses an image of UML without a box', (t) => {
  const { status, stderr } = scene({ lab: '{ image: sid }' }).evenkeel(['up', '--provider', 'vagrant'])
  t.is(status, 1)
  t.regex(stderr, /Cannot boot lb1 in Vagrant: lab\.image is sid/)
})

test('a vagrant up that fails halfway says why; the lab is remembered, and down deletes it', (t) => {
  const { evenkeel, labs, called } = scene()
  const up = evenkeel(['up', '--provider', 'vagrant'])
  t.is(up.status, 1)
  t.regex(up.stderr, /lb1: booting\nweb1: booting\nImporting base box\n/)
  t.regex(up.stderr, /Cannot run vagrant up .* lb1 web1: status 1[\s\S]*'nowhere' could not be found[\s\S]*lab: \{ box/)

  const status = evenkeel(['status'])
  t.is(status.status, 0, status.stderr)
  t.regex(status.stdout, /^lb1 +server +off +- +512 MB +10\.77\.0\.11\/24$/m)

  const other = evenkeel(['up', '--provider', 'uml'])
  t.is(other.status, 1)
  t.regex(other.stderr, /Cannot boot the lab: it is up in vagrant\n[\s\S]*evenkeel lab down/)

  const stuck = evenkeel(['down'], { PRETEND_STUCK: 'yes' })
  t.is(stuck.status, 1)
  t.regex(stuck.stderr, /The machine is locked/)
  t.is(labs().length, 1, 'what could not be deleted is remembered')

  t.is(evenkeel(['down']).status, 0)
  t.is(called().at(-1), 'destroy --force lb1 --machine-readable')
  t.deepEqual(labs(), [])
})

test('lab exec runs in the network of this machine, and knows the ssh_config', (t) => {
  const { evenkeel } = scene()
  evenkeel(['up', '--provider', 'vagrant'])
  const { status, stdout } = evenkeel(['exec', '--', 'sh', '-c', 'echo "$EVENKEEL_SSH_CONFIG"; exit 7'])
  t.is(status, 7)
  t.regex(stdout, /\/state\/evenkeel\/labs\/[0-9a-f]+\/ssh_config\n$/)
})

for (const [words, message] of [
  [['up', '--provider', 'docker'], /no provider "docker", one of uml, nspawn, vagrant is needed/],
  [['down', '--provider', 'vagrant'], /only up takes --provider/],
] as const)
  test(`lab ${words.join(' ')} is refused`, (t) => {
    const { status, stderr } = scene().evenkeel(words)
    t.is(status, 1)
    t.regex(stderr, message)
  })
