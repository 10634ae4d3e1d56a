import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Cluster } from '../lab/cluster.ts'

/**
 * `npm run bench [ROUNDS]`: evenkeel, Ansible and bare OpenSSH on the same lab hosts in one run. Boots its lab, unless
 * it is up, and takes down what it booted. Prints medians and asserts nothing: a busy machine is no defect.
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

/** Installs ansible-core where it is missing, saying so; without it the comparison is left out. */
function hasAnsible(): boolean {
  if (isAnsibleThere()) return true
  const command = ['install', '--yes', '--no-install-recommends', 'ansible-core']
  say(`installing what the comparison needs: apt-get ${command.join(' ')}`)
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['update'], { stdio: 'ignore', env })
    execFileSync('apt-get', command, { stdio: 'ignore', env })
  } catch (error) {
    say(`without Ansible, which could not be installed: ${error instanceof Error ? error.message : error}`)
  }
  return isAnsibleThere()
}

function isAnsibleThere(): boolean {
  return spawnSync('ansible-playbook', ['--version']).status === 0
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}
