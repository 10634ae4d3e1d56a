import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import { quote } from '../../engine/shell.ts'
import { difference } from '../../lab/snapshot.ts'
import { type Answer, Cluster } from './cluster.ts'

/** The folder of a host's latest run, for a shell. */
export const RUN = '$(ls -d /var/lib/evenkeel/runs/* | tail -n 1)'

/** A step that waits until the test lets it go on. */
export const WAIT = `- command:
    name: waits
    run: touch /run/reached; timeout 200 sh -c "until test -e /run/go-on; do sleep 0.2; done"; touch /root/waited
    unless: test -e /root/waited
    undo: rm -f /root/waited`

/** Fills the disk to the last byte, also the part reserved for root. */
export const FILL_THE_DISK =
  'fallocate -l 100G /fill 2>/dev/null; cat /dev/zero >/fill2 2>/dev/null; sync; df -k / | tail -n 1'

/** A running apply. */
export interface Underway {
  readonly ended: Promise<Answer>
  /** Kills the controller. */
  kill(): Promise<void>
}

/** Two hosts for faults of hosts. On the second one the user becomes root by sudo. */
export class HostLab {
  readonly folder: string
  readonly cluster: Cluster
  readonly #subnet: string
  readonly #before = new Map<string, readonly string[]>()

  private constructor(folder: string, subnet: string) {
    this.folder = folder
    this.cluster = new Cluster(join(folder, 'hosts.yml'))
    this.#subnet = subnet
  }

  static async describe(subnet: string): Promise<HostLab> {
    return new HostLab(await mkdtemp(join(tmpdir(), 'evenkeel-hosts-')), subnet)
  }

  /** Boots the hosts, runs the script of preparation, and takes snapshots. */
  async up(preparation: string): Promise<void> {
    const hosts = [
      `web1: { host: ${this.#subnet}.21 }`,
      `web2: { host: ${this.#subnet}.22, user: admin, become: true }`,
    ]
    await writeFile(this.cluster.inventory, `all:\n  vars: { user: root }\n  hosts:\n    ${hosts.join('\n    ')}\n`)
    await this.cluster.lab('up')
    await Promise.all(
      ['web1', 'web2'].map(async (host) => {
        await this.cluster.on(host, preparation)
        this.#before.set(host, await this.cluster.snapshot(host))
      }),
    )
  }

  async down(): Promise<void> {
    await this.cluster.lab('down')
    await rm(this.folder, { recursive: true })
  }

  /** Writes a playbook of one play with these tasks; `hosts` is a pattern. */
  async playbook(hosts: string, ...tasks: string[]): Promise<string> {
    const path = join(this.folder, 'playbook.yml')
    const indented = tasks.join('\n').replaceAll(/^/gm, '      ')
    await writeFile(path, `name: Faults\nplays:\n  - name: Servers\n    hosts: ${hosts}\n    tasks:\n${indented}\n`)
    return path
  }

  async apply(hosts: string, tasks: readonly string[], ...flags: string[]): Promise<Answer> {
    return this.cluster.evenkeel('apply', await this.playbook(hosts, ...tasks), '--yes', ...flags)
  }

  /** Starts an apply, and waits until these hosts are at the step {@link WAIT}. */
  async applyUntilWaiting(hosts: readonly string[], tasks: readonly string[], ...flags: string[]): Promise<Underway> {
    await Promise.all(hosts.map((host) => this.cluster.on(host, 'rm -f /run/reached /run/go-on')))
    const path = await this.playbook(hosts.join(':'), ...tasks)
    const pidFile = join(this.folder, 'controller.pid')
    const words = ['bin/evenkeel', 'apply', path, '--yes', ...flags, '-i', this.cluster.inventory]
    const ended = this.cluster.controller('sh', '-c', 'echo $$ >"$0"; exec "$@"', pidFile, ...words)
    const early = ended.then(({ status, stdout, stderr }) => {
      throw new Error(`It ended with status ${status} before it waited:\n${stdout}${stderr}`)
    })
    await Promise.race([early, Promise.all(hosts.map((host) => this.until(host, 'test -e /run/reached')))])
    early.catch(() => undefined)
    return { ended, kill: async () => void process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL') }
  }

  /** Revokes sudo from the user of the second host for some seconds; the host itself gives it back. */
  revokeSudo(seconds: number, meanwhile = 'true'): string {
    const script = `mv /etc/sudoers.d/admin /root/admin; ${meanwhile}; sleep ${seconds}; mv /root/admin /etc/sudoers.d/admin`
    return `systemd-run -q sh -c ${quote(script)}; ${untilScript('! test -e /etc/sudoers.d/admin', 20)}`
  }

  /** Waits until sudo works again. */
  async untilSudo(): Promise<void> {
    for (let tries = 0; tries < 60; tries++) {
      if ((await this.cluster.tryOn('web2', 'true')).status === 0) return
      await sleep(1000)
    }
  }

  /** Waits on the host until a shell condition is true. Throws after the timeout in seconds. */
  async until(host: string, condition: string, seconds = 300): Promise<void> {
    await this.cluster.on(host, untilScript(condition, seconds))
  }

  /** Asserts that a host is as at first, to the last file, and free for the next run. */
  async assertAsBefore(t: ExecutionContext<unknown>, ...hosts: string[]): Promise<void> {
    for (const host of hosts) {
      t.deepEqual(difference(this.#before.get(host), await this.cluster.snapshot(host)), [], host)
      t.is(await this.cluster.on(host, LEFTOVERS), '', `${host}: no lock, no guard, no process and no secret is left`)
    }
  }
}

/** A shell script that waits until a condition is true, and fails after a timeout. */
export function untilScript(condition: string, seconds: number): string {
  return `timeout ${seconds} sh -c ${quote(`until ${condition}; do sleep 0.2; done`)}`
}

/** A runner may still run for a moment after its last output. */
const LEFTOVERS = `for try in 1 2 3 4 5; do
  left=$(ls -d /var/lib/evenkeel/lock /etc/systemd/system/evenkeel-guard.service \\
    /var/lib/evenkeel/runs/*/stages/*/input-* /var/lib/evenkeel/runs/*/reserve 2>/dev/null
    pgrep -fa '^(/bin/)?sh /var/lib/evenkeel/runs/')
  test -n "$left" || exit 0
  sleep 1
done
echo "$left"`

/** All output of a command. */
export function outputOf({ stdout, stderr }: Answer): string {
  return stdout + stderr
}
