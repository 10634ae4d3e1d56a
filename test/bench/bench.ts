import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Cluster } from '../lab/cluster.ts'

/**
 * `npm run bench [ROUNDS]`: times evenkeel, Ansible and bare OpenSSH on the same lab hosts in one run. Boots its lab and
 * takes it down, unless it is up already. Prints medians and asserts nothing: a busy machine is no defect.
 */

const INVENTORY = 'test/bench/inventory.yml'
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const lab = new Cluster(INVENTORY)
const wasUp = spawnSync('bin/evenkeel', ['lab', 'status', '-i', INVENTORY], { cwd: ROOT }).status === 0
say('booting the lab')
await lab.lab('up')
try {
  const contenders = ['evenkeel', 'ssh', ...(hasAnsible() ? ['ansible'] : [])]
  const words = ['lab', 'exec', '-i', INVENTORY, '--', process.execPath, 'test/bench/rounds.ts']
  const { status } = spawnSync('bin/evenkeel', [...words, process.argv[2] ?? '3', ...contenders], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
} finally {
  if (!wasUp) await lab.lab('down')
}

/** Reports and installs ansible-core if it is missing. Without it, Ansible is left out. */
function hasAnsible(): boolean {
  if (isAnsibleInstalled()) return true
  const command = ['install', '--yes', '--no-install-recommends', 'ansible-core']
  say(`installing Ansible for the comparison: apt-get ${command.join(' ')}`)
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['update'], { stdio: 'ignore', env })
    execFileSync('apt-get', command, { stdio: 'ignore', env })
  } catch (error) {
    say(`Ansible is left out, it cannot be installed: ${error instanceof Error ? error.message : error}`)
  }
  return isAnsibleInstalled()
}

function isAnsibleInstalled(): boolean {
  return spawnSync('ansible-playbook', ['--version']).status === 0
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}
