import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { quote } from '../../engine/shell.ts'
import { powerCut, powerOn } from '../../lab/lab.ts'
import { cutNetwork, restoreNetwork } from '../../lab/local/network-faults.ts'
import { labPlace } from '../../lab/place.ts'
import { difference } from '../../lab/snapshot.ts'
import { type Answer, Cluster } from './cluster.ts'
import { reboot } from './reboot.ts'

/** The result of a controller, and its duration in seconds. */
export interface Ended extends Answer {
  readonly seconds: number
}

/** An apply that runs during a fault. */
export interface Underway {
  readonly ended: Promise<Ended>
  /** Kills the controller. */
  kill(): Promise<void>
}

/** The folder of a host's latest run, for a shell. */
export const RUN = '$(ls -d /var/lib/evenkeel/runs/* | tail -n 1)'

/** A lab for faults of machines: power, network and reboots. */
export class Machines {
  readonly folder: string
  readonly cluster: Cluster
  readonly hosts: readonly string[]
  /** Snapshots before the first run, by host. */
  #before: ReadonlyMap<string, readonly string[]> = new Map()

  private constructor(folder: string, cluster: Cluster, hosts: readonly string[]) {
    this.folder = folder
    this.cluster = cluster
    this.hosts = hosts
  }

  /** Hosts of these names and addresses, not booted yet. */
  static async describe(addresses: Readonly<Record<string, string>>): Promise<Machines> {
    const folder = await mkdtemp(join(tmpdir(), 'evenkeel-machines-'))
    const inventory = join(folder, 'hosts.yml')
    const lines = Object.entries(addresses).map(([host, address]) => `    ${host}: { host: ${address} }\n`)
    await writeFile(inventory, `all:\n  vars: { user: root }\n  hosts:\n${lines.join('')}`)
    return new Machines(folder, new Cluster(inventory), Object.keys(addresses))
  }

  up(): Promise<void> {
    return this.cluster.lab('up')
  }

  async down(): Promise<void> {
    await this.cluster.lab('down')
    await rm(this.folder, { recursive: true })
  }

  async playbook(content: string): Promise<string> {
    const path = join(this.folder, 'playbook.yml')
    await writeFile(path, content)
    return path
  }

  async apply(playbook: string, ...flags: string[]): Promise<Underway> {
    const path = await this.playbook(playbook)
    const pidFile = join(this.folder, 'controller.pid')
    await rm(pidFile, { force: true })
    const began = performance.now()
    const words = ['apply', path, '--yes', '--accept-irreversible', ...flags, '-i', this.cluster.inventory]
    const answer = this.cluster.controller('sh', '-c', 'echo $$ >"$0"; exec bin/evenkeel "$@"', pidFile, ...words)
    const ended = answer.then((all) => ({ ...all, seconds: (performance.now() - began) / 1000 }))
    return { ended, kill: async () => void process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL') }
  }

  /** Waits until the condition is true on the host. Throws the output of the run if it ends before. */
  async reaches(run: Underway, host: string, condition: string): Promise<void> {
    const tooSoon = run.ended.then(({ status, stdout, stderr }) => {
      throw new Error(`the run ended with ${status} before ${condition}:\n${stdout}${stderr}`)
    })
    await Promise.race([this.until(host, condition, 400), tooSoon])
  }

  /** Waits on the host until a shell condition is true. Throws after the timeout in seconds. */
  async until(host: string, condition: string, seconds = 60): Promise<void> {
    await this.cluster.on(host, `timeout ${seconds} sh -c ${quote(POLL)} evenkeel ${quote(condition)}`)
  }

  /** Waits until the host's latest run has ended. Returns its state. */
  async rested(host: string, seconds = 60): Promise<string> {
    await this.until(host, `cd ${RUN} && { test -e committed || test -e reverted || test -e stuck; }`, seconds)
    return (await this.cluster.on(host, `cd ${RUN} && ls -d committed reverted stuck 2>/dev/null || true`)).trim()
  }

  /** Waits until systemd has started everything. Returns its state of the system. */
  async bootState(host: string): Promise<string> {
    const answer = await this.cluster.tryOn(host, 'timeout 300 systemctl is-system-running --wait')
    const failed = await this.cluster.on(host, 'systemctl --failed --no-legend --plain | cut -d " " -f 1')
    return [answer.stdout.trim(), ...failed.split('\n').filter((unit) => unit !== '')].join(' ')
  }

  /** Takes the snapshots that the hosts must match after every fault. */
  async remember(): Promise<void> {
    this.#before = await this.#look()
  }

  async #look(): Promise<ReadonlyMap<string, readonly string[]>> {
    const snapshots = await this.cluster.snapshots(this.hosts)
    return new Map(this.hosts.map((host, index) => [host, snapshots[index] ?? []]))
  }

  /** Asserts that every host is as before, to the last file, and free for the next run. */
  async assertAsBefore(t: ExecutionContext<unknown>): Promise<void> {
    const after = await this.#look()
    for (const host of this.hosts) {
      t.deepEqual(difference(this.#before.get(host), after.get(host)), [], host)
      const left = 'ls -d /var/lib/evenkeel/lock /etc/systemd/system/evenkeel-guard.service 2>/dev/null || true'
      t.is(await this.cluster.on(host, left), '', `${host}: neither lock nor guard is left`)
    }
  }

  powerCut(host: string): Promise<void> {
    return powerCut(this.#place, host)
  }

  powerOn(host: string): Promise<void> {
    return powerOn(this.#place, host)
  }

  /** Reboots a host cleanly, and waits until it answers with a new boot id. */
  reboot(host: string): Promise<void> {
    return reboot(this.cluster, host)
  }

  cutNetwork(host: string): Promise<void> {
    return cutNetwork(this.#place, host)
  }

  restoreNetwork(host: string): Promise<void> {
    return restoreNetwork(this.#place, host)
  }

  get #place() {
    return labPlace(this.cluster.inventory)
  }
}

const POLL = 'until sh -c "$1" >/dev/null 2>&1; do sleep 0.2; done'
