import type { LabHost, Layout } from './layout.ts'
import type { Login } from './login.ts'
import type { LabPlace } from './place.ts'
import type { LabProgress } from './progress.ts'

/** The values of `--provider`. */
export const PROVIDER_NAMES = ['uml', 'nspawn', 'vagrant'] as const

export type ProviderName = (typeof PROVIDER_NAMES)[number]

/** A lab as its provider sees it. */
export interface Lab {
  readonly place: LabPlace
  readonly layout: Layout
}

/**
 * What boots hosts at the addresses of an inventory. A lab has one provider, which its record names. Above it, all labs
 * are the same: layout, keys, ssh_config, lock, record, waiting for ssh.
 */
export interface LabProvider {
  /** Megabytes of a host whose variables name none. */
  readonly memory: number
  /** Makes sure that this machine can run the lab. Throws `lab` or `input`, with what to do. */
  check(lab: Lab, progress: LabProgress): Promise<void>
  /** Names of the hosts that run, whether they answer or not, with what is known of their processes here. */
  running(lab: Lab): Promise<ReadonlyMap<string, Running>>
  /** Makes what hosts that are off need to boot, and the network. No host boots yet, and `down` can delete all of it. */
  prepare(lab: Lab, off: readonly LabHost[], progress: LabProgress): Promise<void>
  /** Boots those hosts that are off. A host that has booted before keeps its disk. */
  boot(lab: Lab, hosts: readonly LabHost[], progress: LabProgress): Promise<void>
  /** How ssh reaches the hosts, as far as that is known. */
  logins(lab: Lab): Promise<readonly Login[]>
  /** Ends a host at once: the disk is kept, and what its kernel had not written is lost, if it has one of its own. */
  cutPower(lab: Lab, host: LabHost): Promise<void>
  /** The words before a command that runs where the hosts are reached. Throws `lab` if this user may not. */
  inside(place: LabPlace): readonly string[]
  /** What to look at if hosts do not answer. */
  hint(place: LabPlace, silent: readonly string[]): Promise<string>
  /**
   * Ends everything that runs, and deletes what lies outside the lab's folder. The hosts are unknown if `up` ended
   * before it wrote a record.
   */
  down(place: LabPlace, hosts: readonly LabHost[]): Promise<void>
}

/** What the controller spends on a host that runs. */
export interface Running {
  /** Process id of the host's kernel, where it is a process of this machine. */
  readonly pid?: number
  /** Bytes of memory in use. */
  readonly resident?: number
}
