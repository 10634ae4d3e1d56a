import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'

/** Kills a daemon, and keeps systemd from restarting it. */
export async function kill(cluster: Cluster, host: string, unit: string): Promise<void> {
  const folder = `/run/systemd/system/${unit}.service.d`
  await cluster.on(
    host,
    `mkdir -p ${folder}; printf '[Service]\\nRestart=no\\n' >${folder}/dead.conf; systemctl daemon-reload
     systemctl kill -s KILL ${unit}
     timeout 20 sh -c 'while systemctl -q is-active ${unit}; do sleep 0.2; done'`,
  )
}

/** Starts the daemon again. */
export async function revive(cluster: Cluster, host: string, unit: string): Promise<void> {
  await cluster.on(
    host,
    `rm -r /run/systemd/system/${unit}.service.d; systemctl daemon-reload; systemctl reset-failed ${unit}; systemctl start ${unit}`,
  )
}

/** Runs something while a unit is stopped on these hosts. */
export async function without(
  cluster: Cluster,
  hosts: readonly string[],
  unit: string,
  look: () => Promise<void>,
): Promise<void> {
  const all = (verb: string) => Promise.all(hosts.map((host) => cluster.on(host, `systemctl ${verb} ${unit}`)))
  await all('stop')
  try {
    await look()
  } finally {
    await all('start')
  }
}

/** The hosts that have an address. */
export async function holders(cluster: Cluster, hosts: readonly string[], address: string): Promise<string[]> {
  const found = await Promise.all(
    hosts.map(async (host) => (await cluster.on(host, 'ip -o -4 addr show')).includes(` ${address}/`)),
  )
  return hosts.filter((_, index) => found[index])
}

/** Waits until an address is on this host, and on no other. */
export async function untilHeldBy(cluster: Cluster, hosts: readonly string[], address: string, by: string) {
  const seen = new Set<string>()
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(500)) {
    const found = (await holders(cluster, hosts, address)).join(' and ')
    if (found === by) return
    seen.add(found || 'nobody')
  }
  throw new Error(`${address} was held by ${[...seen].join(', then by ')} instead of ${by}`)
}

/** The state changes in keepalived's log: they show whether the VIP moved, or a balancer failed. */
export async function stateChanges(cluster: Cluster, hosts: readonly string[]): Promise<string> {
  const script = "journalctl -q -u keepalived -o short-precise | grep -E 'STATE|FAULT|Script|timed out' | tail -n 20"
  const all = await Promise.all(hosts.map((host) => cluster.tryOn(host, script)))
  return all.map(({ stdout }) => stdout).join('')
}
