import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { difference } from '../../lab/snapshot.ts'
import { type Answer, Cluster } from './cluster.ts'
import { Controller } from './controller.ts'

export const HOSTS = ['web1', 'web2'] as const

/** As every lock, journal and refusal names whoever runs these tests. */
export const OPERATOR = `${userInfo().username}@${hostname()}`

/** How a host was left by a run that nobody speaks for any more. */
export interface Left {
  /** `nothing`: it was never begun there. */
  readonly state: string
  readonly guarded: string
  /** When it began to be taken back, in seconds of the clock. */
  readonly since: number
}

/** A lab of two hosts for controllers that die, quarrel and are interrupted. */
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
    this.#before = await this.cluster.snapshots(HOSTS)
  }

  async down(): Promise<void> {
    await this.cluster.lab('down')
    await rm(this.folder, { recursive: true })
  }

  /** A file beside the inventory; gives its path. */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.folder, name)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, content)
    return path
  }

  start(...words: string[]): Controller {
    return new Controller(this.cluster.inventory, words)
  }

  /** As {@link start}, from another machine as far as evenkeel can tell. */
  startElsewhere(...words: string[]): Controller {
    return new Controller(this.cluster.inventory, words, join(this.folder, 'elsewhere'))
  }

  /** `evenkeel WORDS -i INVENTORY`, which has to end with this status; gives all that it said. */
  async evenkeel(t: ExecutionContext<unknown>, status: number, ...words: string[]): Promise<string> {
    return said(t, status, await this.cluster.evenkeel(...words))
  }

  /** Waits, on the host, until a condition of sh holds in the run's folder. */
  async until(host: string, run: string, condition: string, seconds = 90): Promise<void> {
    const folder = `/var/lib/evenkeel/runs/${run}`
    await this.cluster.on(
      host,
      `timeout ${seconds} sh -c 'until cd ${folder} && ${condition}; do sleep 0.05; done' 2>/dev/null`,
    )
  }

  /** Waits until no process of a run is left on the host. */
  async left(host: string, run: string): Promise<Left> {
    // So written, neither the pattern nor this script finds itself.
    const [first, rest] = [run.slice(0, 1), run.slice(1)]
    const isThere = `pgrep -fa "[${first}]${rest}"`
    const answer = await this.cluster.on(
      host,
      `timeout 120 sh -c 'while ${isThere} >/dev/null; do sleep 0.5; done' || { ${isThere}; exit 1; }
       cd /var/lib/evenkeel/runs/${first}''${rest} 2>/dev/null || { echo nothing; exit; }
       set -- $(ls -d open.* expecting.* committed reverting reverted stuck abandoned 2>/dev/null)
       echo "\${1:-nothing} $(cat guarded 2>/dev/null) $(stat -c %Y guarded 2>/dev/null)"`,
    )
    const [state = '', guarded = '', since = '0'] = answer.trim().split(' ')
    return { state, guarded, since: Number(since) }
  }

  /** Both hosts, to the last file, are what they were at first, and free for the next run. */
  async assertAsBefore(t: ExecutionContext<unknown>): Promise<void> {
    const now = await this.cluster.snapshots(HOSTS)
    for (const [index, host] of HOSTS.entries()) t.deepEqual(difference(this.#before[index], now[index]), [], host)
    for (const host of HOSTS)
      t.is(await this.cluster.on(host, LEFTOVERS), '', `${host}: neither lock nor guard is left`)
  }
}

const LEFTOVERS = 'ls -d /var/lib/evenkeel/lock /etc/systemd/system/evenkeel-guard.service 2>/dev/null || true'

/** All that an evenkeel said which had to end with this status. */
export function said(t: ExecutionContext<unknown>, status: number, answer: Answer): string {
  const all = answer.stdout + answer.stderr
  t.is(answer.status, status, all)
  return all
}
