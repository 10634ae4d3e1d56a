import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { inLab, labDown, powerCut, powerOn } from '../lab/lab.ts'
import { labPlace } from '../lab/place.ts'
import { difference, snapshotScript } from '../lab/snapshot.ts'

/** `npm run demo`: a cluster's life in front of the reader's eyes, by the commands that they would type. */
const INVENTORY = 'inventory/lab.yml'
const PLAYBOOK = 'playbooks/lvs-dr.yml'
const VIP = '10.77.0.100'
const MANAGED = ['lb1', 'lb2', 'web1', 'web2']
const EVENKEEL = fileURLToPath(new URL('../bin/evenkeel', import.meta.url))
const place = labPlace(INVENTORY)

await main()

async function main(): Promise<void> {
  say('Five small Debian machines on one network: two directors, two web servers, a client')
  await labDown(INVENTORY)
  await evenkeelHere('lab', 'up')
  const before = await snapshots()

  say('What would an apply do? A plan reads the hosts and changes nothing')
  await evenkeel('plan', PLAYBOOK)

  say('Apply it: web servers first, then the directors, one at a time; every batch is proved before the next')
  await evenkeel('apply', PLAYBOOK, '--yes')

  say('Does it really balance? Asked of the running cluster')
  await evenkeel('verify', PLAYBOOK)
  await show('client1', `for i in 1 2 3 4; do curl -s http://${VIP}/; done`)

  say('Once more: nothing is left to do, and nothing is touched')
  await evenkeel('apply', PLAYBOOK, '--yes')

  say('Now pull the plug of the director that holds the virtual address, while the client goes on asking')
  await failOver()

  say('The director comes back, and with its higher priority takes the address again')
  await powerOn(place, 'lb1')
  await evenkeel('verify', PLAYBOOK)

  say('Take it all back')
  await evenkeel('rollback', '--yes')
  compare(before, await snapshots())
  farewell()
}

/** Requests for some seconds, one every 50 ms; the plug is pulled after two of them. */
async function failOver(): Promise<void> {
  const seconds = 20
  const script = `end=$(($(date +%s) + ${seconds})); while test $(date +%s) -lt $end; do
    if curl -s -m 0.3 -o /dev/null http://${VIP}/; then r=ok; else r=failed; fi; echo "$(date +%s.%N) $r"; sleep 0.05; done`
  const watching = on('client1', script)
  await sleep(2000)
  console.log('lb1: power cut')
  await powerCut(place, 'lb1')
  const requests = (await watching)
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  const failed = requests.filter(([, result]) => result === 'failed').map(([time]) => Number(time))
  const [first, last] = [failed.at(0) ?? 0, failed.at(-1) ?? 0]
  console.log(
    `${requests.length} requests in ${seconds} s, ${failed.length} failed: for ${(last - first).toFixed(1)} s nobody answered`,
  )
  await show('lb2', `ip -br addr show vec0 | grep -o '${VIP}[^ ]*'; ipvsadm -Ln`)
}

async function snapshots(): Promise<string[][]> {
  const script = await snapshotScript()
  return Promise.all(MANAGED.map(async (host) => (await on(host, script)).split('\n')))
}

/** Files, packages, accounts, units, sysctls, addresses, routes, virtual services: all of it, line by line. */
function compare(before: readonly string[][], after: readonly string[][]): void {
  for (const [index, host] of MANAGED.entries()) {
    const differing = difference(before[index], after[index])
    const count = after[index]?.length
    console.log(`${host}: ${count} things compared with before the apply, ${differing.length} differ`, ...differing)
    if (differing.length > 0) process.exitCode = 1
  }
}

function farewell(): void {
  say('Your turn: the five machines are still up')
  console.log(`  bin/evenkeel lab exec -i ${INVENTORY} -- bin/evenkeel apply ${PLAYBOOK} -i ${INVENTORY}
  bin/evenkeel lab ssh lb1 -i ${INVENTORY}        # look around: ipvsadm -Ln, ip addr
  edit ${PLAYBOOK} (a scheduler, a second site), then plan and apply again
  bin/evenkeel lab down -i ${INVENTORY}           # leaves nothing behind

Your own hosts: see "On your own hosts" in README.md.`)
}

/** A command from the controller's place in the lab, shown as it is typed there. */
async function evenkeel(...words: string[]): Promise<void> {
  const command = [...words, '-i', INVENTORY]
  console.log(`$ evenkeel ${command.join(' ')}\n`)
  await spawned(inLab(place, [EVENKEEL, ...command]), 'inherit')
}

async function evenkeelHere(...words: string[]): Promise<void> {
  const command = [...words, '-i', INVENTORY]
  console.log(`$ evenkeel ${command.join(' ')}\n`)
  await spawned([EVENKEEL, ...command], 'inherit')
}

async function show(host: string, script: string): Promise<void> {
  console.log(`\n${host}$ ${script}\n${(await on(host, script)).trimEnd()}`)
}

/** What a script prints on a host, over plain ssh. */
function on(host: string, script: string): Promise<string> {
  return spawned(inLab(place, ['ssh', '-F', place.sshConfig, host, script]), 'pipe')
}

/** Ends the demo where a command fails: what it printed says why. */
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
