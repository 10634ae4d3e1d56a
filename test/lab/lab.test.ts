import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { loadInventory } from '../../inventory/load.ts'
import { inLab, labDown, labExec, labStatus, labUp, powerCut, powerOn, untilAnswering } from '../../lab/lab.ts'
import { namespaceExists } from '../../lab/local/namespace.ts'
import { cutBetween, cutNetwork, restoreBetween, restoreNetwork } from '../../lab/local/network-faults.ts'
import { hostFolder, labPlace } from '../../lab/place.ts'
import { readRecord } from '../../lab/record.ts'
import { uml } from '../../lab/uml/uml.ts'

const INVENTORY = `all:
  hosts:
    one: { host: 10.177.1.11, user: root, lab: { addresses: [10.177.2.11/24] } }
    two: { host: 10.177.2.12, port: 2222, user: admin, become: true }
`
const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

const folder = await mkdtemp(join(tmpdir(), 'evenkeel-lab-'))
const path = join(folder, 'hosts.yml')
await writeFile(path, INVENTORY)
const place = labPlace(path)

test.before(async () => {
  await labUp(await loadInventory(path))
})

test.after.always(async () => {
  await labDown(path)
  await rm(folder, { recursive: true })
})

/** The output of a script on a host, over plain OpenSSH with strict checking of host keys. */
async function on(host: string, script: string): Promise<string> {
  const words = ['ssh', '-F', place.sshConfig, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', host, script]
  const [program = '', ...others] = inLab(uml, place, words)
  return (await promisify(execFile)(program, others)).stdout.trim()
}

async function untilAnswersAgain(host: string): Promise<void> {
  const hosts = (await readRecord(place))?.layout.hosts.filter(({ name }) => name === host) ?? []
  await untilAnswering(place, hosts)
}

async function processesOfLab(): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid,args'])
  return stdout
    .split('\n')
    .filter((line) => line.includes(place.state))
    .join('\n')
}

test.serial('labUp() gives hosts the names, users and addresses of the inventory', async (t) => {
  t.is(await on('one', 'hostname; id -un'), 'one\nroot')
  t.is(await on('two', 'hostname; id -un; sudo -n id -un'), 'two\nadmin\nroot')
  t.regex(await on('one', 'ip -br -4 address'), /vec0 +\S+ +10\.177\.1\.11\/24 *\nvec1 +\S+ +10\.177\.2\.11\/24/)
  t.is(await on('10.177.2.12', 'ping -c 1 -W 2 one > /dev/null && echo reached'), 'reached')
})

test.serial('labUp() boots hosts without failed units', async (t) => {
  for (const host of ['one', 'two']) t.is(await on(host, 'systemctl is-system-running --wait'), 'running')
})

test.serial('labUp() does nothing if all hosts run', async (t) => {
  const before = await labStatus(path)
  await labUp(await loadInventory(path))
  t.deepEqual(
    (await labStatus(path)).map(({ host, pid, answers }) => [host, pid, answers]),
    before.map(({ host, pid }) => [host, pid, true]),
  )
})

test.serial('labUp() refuses a host of the lab that has changed in the inventory', async (t) => {
  await writeFile(path, INVENTORY.replace('10.177.2.12', '10.177.2.13'))
  t.teardown(() => writeFile(path, INVENTORY))
  await t.throwsAsync(labUp(await loadInventory(path)), { code: 'lab', message: /two/ })
})

test.serial('labUp() serves packages that hosts can install', async (t) => {
  t.is(await on('two', 'dpkg-query -W -f "\\${db:Status-Status}" keepalived ipvsadm nginx 2>/dev/null || true'), '')
  await on('two', 'sudo apt-get update')
  await on('two', 'sudo DEBIAN_FRONTEND=noninteractive apt-get install -y ipvsadm nginx')
  t.regex(await on('two', 'sudo modprobe ip_vs && sudo ipvsadm -Ln'), /^IP Virtual Server/)
  t.regex(await on('one', 'curl -sI http://two'), /^HTTP\/1\.1 200/)
  await on('two', 'sudo apt-get purge -y ipvsadm nginx')
})

test.serial('labExec() passes the exit status on and names the ssh_config', async (t) => {
  t.is(await labExec(path, ['sh', '-c', `test "$EVENKEEL_SSH_CONFIG" = '${place.sshConfig}' && exit 7`]), 7)
  t.is(await labExec(path, ['sh', '-c', 'kill -TERM $$']), 143)
})

test.serial('powerCut() ends a host at once, powerOn() boots it with its disk', async (t) => {
  await on('one', 'echo kept > /root/kept; sync')
  await powerCut(place, 'one')
  const [off] = await labStatus(path)
  t.is(off?.pid, undefined)
  t.false(off?.answers)
  await t.throwsAsync(untilAnswersAgain('one'), { instanceOf: EvenkeelError, message: 'Cannot boot one: it has ended' })
  await powerOn(place, 'one')
  t.is(await on('one', 'cat /root/kept; hostname'), 'kept\none')
})

test.serial('cutNetwork() makes a host unreachable, restoreNetwork() reachable again', async (t) => {
  await cutNetwork(place, 'one')
  await t.throwsAsync(on('one', 'true'))
  t.is(await on('two', 'ping -c 1 -W 1 10.177.2.11 > /dev/null || echo cut'), 'cut')
  await restoreNetwork(place, 'one')
  await untilAnswersAgain('one')
  t.is(await on('one', 'hostname'), 'one')
})

test.serial('cutBetween() keeps two hosts from each other only', async (t) => {
  const pings = 'ping -c 1 -W 1 10.177.2.12 > /dev/null || echo cut'
  await cutBetween(place, ['one', 'two'])
  t.is(await on('one', pings), 'cut')
  t.is(await on('two', 'hostname'), 'two')
  await restoreBetween(place, ['one', 'two'])
  t.is(await on('one', pings), '')
})

test.serial('a host that reboots comes back, one that powers off stays off', async (t) => {
  const booted = await on('one', 'cat /proc/sys/kernel/random/boot_id')
  await on('one', 'systemctl reboot').catch(() => {})
  await on('two', 'sudo systemctl poweroff').catch(() => {})
  await sleep(5_000)
  await untilAnswersAgain('one')
  t.not(await on('one', 'cat /proc/sys/kernel/random/boot_id'), booted)
  t.is((await labStatus(path)).find(({ host }) => host === 'two')?.pid, undefined)
  await labUp(await loadInventory(path))
  t.is(await on('two', 'hostname'), 'two')
})

test.serial('labDown() leaves no process, no namespace and no file, and may be run again', async (t) => {
  await labDown(path)
  t.is(await processesOfLab(), '')
  t.false(await namespaceExists(place.namespace))
  t.false(existsSync(place.state))
  await t.notThrowsAsync(labDown(path))
  await t.throwsAsync(labStatus(path), { code: 'lab' })
})

test.serial('labDown() cleans up after an `up` that was killed half-way', async (t) => {
  const up = spawn(process.execPath, [MAIN, 'lab', 'up', '-i', path], { stdio: 'ignore' })
  const console = join(hostFolder(place, 'two'), 'console.log')
  while (!existsSync(console)) await sleep(20)
  up.kill('SIGKILL')
  await new Promise((resolve) => up.once('close', resolve))
  t.true(await namespaceExists(place.namespace))
  t.regex(await readFile(`${place.state}.lock`, 'utf8'), new RegExp(`^${up.pid}\n`))
  await labDown(path)
  t.is(await processesOfLab(), '')
  t.false(await namespaceExists(place.namespace))
  t.false(existsSync(place.state))
})
