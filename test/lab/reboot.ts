import { setTimeout as sleep } from 'node:timers/promises'
import { quote } from '../../engine/shell.ts'
import type { Answer, Cluster } from './cluster.ts'

const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id'

/** Reboots a host cleanly, and waits until it answers with a new boot id. */
export async function reboot(cluster: Cluster, host: string): Promise<void> {
  const old = await cluster.on(host, BOOT_ID)
  await knock(cluster, host, 'systemctl reboot')
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(1000)) {
    const answer = await knock(cluster, host, BOOT_ID)
    if (answer.status === 0 && answer.stdout !== old) return
  }
  throw new Error(`${host} did not come back within 120 s of its reboot`)
}

/** Runs a command on a host that may go down meanwhile. */
function knock(cluster: Cluster, host: string, command: string): Promise<Answer> {
  const ssh = 'exec timeout 20 ssh -o ConnectTimeout=5 -F "$EVENKEEL_SSH_CONFIG" "$0" "$1"'
  return cluster.controller('sh', '-c', ssh, host, `sudo -n sh -c ${quote(command)}`)
}
