import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { quote } from '../../engine/shell.ts'
import { hostFolder, labPlace } from '../../lab/place.ts'
import type { Answer, Cluster } from './cluster.ts'

const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id'
const SYSTEM_STATE = 'systemctl is-system-running --wait; systemctl --failed --no-legend --plain'

/**
 * Reboots a host cleanly, and waits until it answers with a new boot id. Throws the end of its console if it does not within
 * so many seconds.
 */
export async function reboot(cluster: Cluster, host: string, seconds = 180): Promise<void> {
  const patience = seconds / 9
  const old = await cluster.on(host, BOOT_ID)
  await knock(cluster, host, 'systemctl reboot', patience)
  let answer: Answer | undefined
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(1000)) {
    answer = await knock(cluster, host, BOOT_ID, patience)
    if (answer.status === 0 && answer.stdout !== old) return
  }
  throw new Error(
    `${host} did not come back within ${seconds} s of its reboot: ${answer?.stderr}\n${await consoleOf(cluster, host)}`,
  )
}

/** Waits until systemd has started everything. Throws the units that have failed, or the end of the console. */
export async function untilRunning(cluster: Cluster, host: string): Promise<void> {
  const answer = await knock(cluster, host, SYSTEM_STATE, 180)
  if (answer.stdout.trim() === 'running') return
  throw new Error(`${host} is not whole: ${answer.stdout}${answer.stderr}\n${await consoleOf(cluster, host)}`)
}

/** The last lines that the host's kernel and systemd have written. */
async function consoleOf({ inventory }: Cluster, host: string): Promise<string> {
  const path = join(hostFolder(labPlace(inventory), host), 'console.log')
  return (await readFile(path, 'utf8').catch(String)).split('\n').slice(-30).join('\n')
}

/** Runs a command on a host that may go down meanwhile. */
function knock(cluster: Cluster, host: string, command: string, seconds = 20): Promise<Answer> {
  const connect = Math.ceil(seconds / 4)
  const ssh = `exec timeout ${seconds} ssh -o ConnectTimeout=${connect} -F "$EVENKEEL_SSH_CONFIG" "$0" "$1"`
  return cluster.controller('sh', '-c', ssh, host, `sudo -n sh -c ${quote(command)}`)
}
