import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { quote } from '../../engine/shell.ts'
import { difference, snapshotScript } from '../../lab/snapshot.ts'
import { type Answer, Cluster } from './cluster.ts'
import { Controller } from './controller.ts'

export const HOSTS = ['web1', 'web2'] as const

/** The operator of these tests, as in locks, journals and messages. */
export const OPERATOR = `${userInfo().username}@${hostname()}`

/** The state of a host after a run whose controller died. */
export interface Left {
  readonly host: string
  /** `nothing`: the run never began there. */
  readonly state: string
  readonly guarded: string
  /** The start of the revert, in seconds since 1970. */
  readonly since: number
  /** The run still holds the host's lock. */
  readonly isLocked: boolean
}

/** A lab of two hosts for controllers that die, conflict or are interrupted. */
export class TwoHosts {
  readonly folder: string
  readonly cluster: Cluster
  readonly #subnet: string
  #before: readonly (readonly string[])[] = []

  private constructor(folder: string, subnet: string) {
    this.folder = folder
    this.cluster = new Cluster(join(folder, 'hosts.yml'))
    this.#subnet = subnet
  }

  static async describe(subnet: string): Promise<TwoHosts> {
    return new TwoHosts(await mkdtemp(join(tmpdir(), 'evenkeel-controllers-')), subnet)
  }

  async up(): Promise<void> {
    const [web1, web2] = [`${this.#subnet}.21`, `${this.#subnet}.22`]
    const inventory = `all:\n  vars: { user: root }\n  hosts:\n    web1: { host: ${web1} }\n    web2: { host: ${web2} }\n`
    await writeFile(this.cluster.inventory, inventory)
    await this.cluster.lab('up')
    this.#before = await this.snapshots()
  }

  async down(): Promise<void> {
    await this.cluster.lab('down')
    await rm(this.folder, { recursive: true })
  }

  /** Writes a file beside the inventory. Returns its path. */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.folder, name)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, content)
    return path
  }

  start(...words: string[]): Controller {
    return new Controller(this.cluster.inventory, words)
  }

  /** Like {@link start}, with another home, as from another machine. */
  startElsewhere(...words: string[]): Controller {
    return new Controller(this.cluster.inventory, words, join(this.folder, 'elsewhere'))
  }

  /** Runs `evenkeel WORDS -i INVENTORY`. Asserts its exit status, and returns its output. */
  async evenkeel(t: ExecutionContext<unknown>, status: number, ...words: string[]): Promise<string> {
    return outputWithStatus(t, status, await this.cluster.evenkeel(...words))
  }

  /** Keeps the third step of {@link SHORT} running until {@link release}. */
  async hold(): Promise<void> {
    await Promise.all(HOSTS.map((host) => this.cluster.on(host, 'touch /run/hold')))
  }

  async release(): Promise<void> {
    await Promise.all(HOSTS.map((host) => this.cluster.on(host, 'rm -f /run/hold')))
  }

  /** Waits on the host until a shell condition is true in the run's folder. */
  async until(host: string, run: string, condition: string, seconds = 300): Promise<void> {
    const folder = `/var/lib/evenkeel/runs/${run}`
    await this.cluster.on(
      host,
      `timeout ${seconds} sh -c 'until cd ${folder} && ${condition}; do sleep 0.05; done' 2>/dev/null`,
    )
  }

  /** Waits until a run has ended on the host, and none of its processes is left. */
  async left(host: string, run: string): Promise<Left> {
    // Written so that the pattern does not match this script.
    const [first, rest] = [run.slice(0, 1), run.slice(1)]
    const folder = `/var/lib/evenkeel/runs/${first}''${rest}`
    // Check twice: a process during exec may be overlooked.
    const goesOn = `pgrep -f "[${first}]${rest}" || ls ${folder}/open.* ${folder}/expecting.* ${folder}/reverting`
    const answer = await this.cluster.on(
      host,
      `timeout 300 sh -c ${quote(`while { ${goesOn}; } >/dev/null 2>&1; do sleep 0.5; done`)} || { ps ax; exit 1; }
       cd /var/lib/evenkeel
       if grep -qs ${first}''${rest} lock/owner; then echo locked; else echo free; fi
       cd ${folder} 2>/dev/null || { echo nothing; exit; }
       set -- $(ls -d open.* expecting.* committed reverting reverted stuck abandoned 2>/dev/null)
       echo "\${1:-nothing} $(cat guarded 2>/dev/null) $(stat -c %Y guarded 2>/dev/null)"`,
    )
    const [locks, standing = ''] = answer.split('\n')
    const [state = '', guarded = '', since = '0'] = standing.split(' ')
    return { host, state, guarded, since: Number(since), isLocked: locks === 'locked' }
  }

  /** Asserts that both hosts are as at first, to the last file, and free for the next run. */
  async assertAsBefore(t: ExecutionContext<unknown>): Promise<void> {
    const now = await this.snapshots()
    for (const [index, host] of HOSTS.entries()) t.deepEqual(difference(this.#before[index], now[index]), [], host)
  }

  /** Snapshots of the hosts, including evenkeel's lock and guard. */
  snapshots(): Promise<string[][]> {
    return Promise.all(
      HOSTS.map(async (host) => (await this.cluster.on(host, `${OWN}\n${await snapshotScript()}`)).split('\n')),
    )
  }
}

/** A playbook of four cheap steps; {@link TwoHosts.hold} keeps the third one running. */
export const SHORT = `name: Short
plays:
  - name: Servers
    hosts: all
    tasks:
      - file: { path: /etc/motd, content: "short\\n" }
      - sysctl: { name: net.ipv4.ip_forward, value: "1" }
      - command:
          name: waits
          run: timeout 100 sh -c "while test -e /run/hold; do sleep 0.2; done"; touch /root/waited
          unless: test -e /root/waited
          undo: rm -f /root/waited
      - directory: { path: /srv/short }
`

const OWN = 'ls -d /var/lib/evenkeel/lock /etc/systemd/system/evenkeel-guard.service 2>/dev/null'

/** Asserts the exit status of evenkeel, and returns its output. */
export function outputWithStatus(t: ExecutionContext<unknown>, status: number, answer: Answer): string {
  const all = answer.stdout + answer.stderr
  t.is(answer.status, status, all)
  return all
}
