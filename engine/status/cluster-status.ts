import type { RunCommand } from '../journal/header.ts'
import type { LockOwner } from '../journal/lock-owner.ts'
import type { RecordedOutcome } from '../journal/states.ts'
import type { DaemonStatus, DatabaseStatus, FrontStatus, PoolStatus, VipStatus } from './items.ts'

/** The state of a cluster at one moment, as plain data. */
export interface ClusterStatus {
  readonly playbook: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** Nothing is among the problems. */
  readonly healthy: boolean
  readonly problems: readonly StatusRemark[]
  /** What is unusual, and somebody's wish, or under way. */
  readonly notes: readonly StatusRemark[]
  readonly vips: readonly VipStatus[]
  readonly fronts: readonly FrontStatus[]
  readonly pools: readonly PoolStatus[]
  readonly databases: readonly DatabaseStatus[]
  readonly daemons: readonly DaemonStatus[]
  readonly hosts: readonly HostStatus[]
}

export interface StatusRemark {
  readonly text: string
  /** The hosts of which this is said; empty if it is about none alone. */
  readonly hosts: readonly string[]
}

export interface HostStatus {
  readonly host: string
  /** The machine that answered, as `ADDRESS:PORT`. */
  readonly at?: string | undefined
  readonly reached: boolean
  /** Ids of resources that do not read as described; undefined if that is not known. */
  readonly drift?: readonly string[] | undefined
  /** The newest run in its journal, of any playbook. */
  readonly lastRun?: LastRun | undefined
  readonly lock?: Pick<LockOwner, 'run' | 'operator' | 'since'> | undefined
}

export interface LastRun {
  readonly run: string
  readonly command: RunCommand
  readonly playbook: string
  readonly operator: string
  /** ISO 8601, UTC. */
  readonly started: string
  readonly outcome: RecordedOutcome
  readonly changes: number
}
