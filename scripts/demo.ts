import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { inLab, labDown, powerCut, powerOn } from '../lab/lab.ts'
import { labPlace } from '../lab/place.ts'
import { difference, snapshotScript } from '../lab/snapshot.ts'
import { uml } from '../lab/uml/uml.ts'

/** `npm run demo`: shows the life of a cluster, with the commands that a user would type. */
const INVENTORY = 'inventory/lab.yml'
const PLAYBOOK = 'playbooks/lvs-dr.yml'
const VIP = '10.77.0.100'
const MANAGED = ['lb1', 'lb2', 'web1', 'web2']
const EVENKEEL = fileURLToPath(new URL('../bin/evenkeel', import.meta.url))
const place = labPlace(INVENTORY)

try {
  await main()
} catch (error) {
  console.error(`\nThe demo ends here: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  say('Five small Debian machines on one network: two directors, two web servers, a client')
  await labDown(INVENTORY)
  await evenkeelHere('lab', 'up')
  const before = await snapshots()

  say('Plan: read the hosts and show what apply would change; nothing is changed')
  await evenkeel('plan', PLAYBOOK)

  say('Apply: web servers first, then the directors, one at a time; each batch is proved before the next')
  await evenkeel('apply', PLAYBOOK, '--yes')

  say('Verify: does the running cluster balance?')
  await evenkeel('verify', PLAYBOOK)
  await show('client1', `for i in 1 2 3 4; do curl -s http://${VIP}/; done`)

  say('Apply again: nothing is left to do, and nothing is changed')
  await evenkeel('apply', PLAYBOOK, '--yes')

  say('Failover: cut the power of the director that holds the virtual address, while the client sends requests')
  await failOver()

  say('The director boots again, and takes the address back: its priority is higher')
  await powerOn(place, 'lb1')
  await evenkeel('verify', PLAYBOOK)

  say('Roll everything back')
  await evenkeel('rollback', '--yes')
  compare(before, await snapshots())
  farewell()
}

/** Sends a request every 50 ms for some seconds; the power is cut after two seconds. */
async function failOver(): Promise<void> {
  const seconds = 20
  const script = `end=$(($(date +%s) + ${seconds})); while test $(date +%s) -lt $end; do
    if curl -s -m 0.3 -o /dev/null http://${VIP}/; then r=ok; else r=failed; fi; echo "$(date +%s.%N) $r"; sleep 0.05; done`
  const requesting = on('client1', script)
  await sleep(2000)
  console.log('lb1: power cut')
  await powerCut(place, 'lb1')
  const requests = (await requesting)
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  const failed = requests.filter(([, result]) => result === 'failed').map(([time]) => Number(time))
  const [first, last] = [failed.at(0) ?? 0, failed.at(-1) ?? 0]
  console.log(
    `${requests.length} requests in ${seconds} s, ${failed.length} failed: no answer for ${(last - first).toFixed(1)} s`,
  )
  await show('lb2', `ip -br addr show vec0 | grep -o '${VIP}[^ ]*'; ipvsadm -Ln`)
}

async function snapshots(): Promise<string[][]> {
  const script = await snapshotScript()
  return Promise.all(MANAGED.map(async (host) => (await on(host, script)).split('\n')))
}

/** Compares files, packages, accounts, units, sysctls, addresses, routes and virtual servers, line by line. */
function compare(before: readonly string[][], after: readonly string[][]): void {
  for (const [index, host] of MANAGED.entries()) {
    const differences = difference(before[index], after[index])
    const count = after[index]?.length
    console.log(`${host}: ${count} things compared with before the apply, ${differences.length} differ`, ...differences)
    if (differences.length > 0) process.exitCode = 1
  }
}

function farewell(): void {
  say('Your turn: the five machines are still up')
  console.log(`  bin/evenkeel lab exec -i ${INVENTORY} -- bin/evenkeel apply ${PLAYBOOK} -i ${INVENTORY}
  bin/evenkeel lab ssh lb1 -i ${INVENTORY}        # look around: ipvsadm -Ln, ip addr
  edit ${PLAYBOOK} (a scheduler, a second site), then plan and apply again
  bin/evenkeel lab down -i ${INVENTORY}           # deletes the machines

Your own hosts: see "On your own hosts" in README.md.`)
}

/** Prints a command, and runs it in the lab's network. */
async function evenkeel(...words: string[]): Promise<void> {
  const command = [...words, '-i', INVENTORY]
  console.log(`$ evenkeel ${command.join(' ')}\n`)
  await spawned(inLab(uml, place, [EVENKEEL, ...command]), 'inherit')
}

/** Prints a command, and runs it on this machine. */
async function evenkeelHere(...words: string[]): Promise<void> {
  const command = [...words, '-i', INVENTORY]
  console.log(`$ evenkeel ${command.join(' ')}\n`)
  await spawned([EVENKEEL, ...command], 'inherit')
}

async function show(host: string, script: string): Promise<void> {
  console.log(`\n${host}$ ${script}\n${(await on(host, script)).trimEnd()}`)
}

/** Runs a script on a host over plain ssh. Returns its output. */
function on(host: string, script: string): Promise<string> {
  return spawned(inLab(uml, place, ['ssh', '-F', place.sshConfig, host, script]), 'pipe')
}

/** Throws if a command fails; its output shows the reason. */
function spawned(words: readonly string[], stdout: 'inherit' | 'pipe'): Promise<string> {
  const [program = '', ...parameters] = words
  const env = { ...process.env, EVENKEEL_SSH_CONFIG: place.sshConfig }
  const child = spawn(program, parameters, { stdio: ['ignore', stdout, 'inherit'], env })
  let printed = ''
  child.stdout?.on('data', (chunk) => {
    printed += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('close', (status) => {
      if (status === 0) resolve(printed)
      else reject(new Error(`${words.join(' ')} ended with status ${status}`))
    })
  })
}

function say(sentence: string): void {
  console.log(`\n=== ${sentence}\n`)
}
