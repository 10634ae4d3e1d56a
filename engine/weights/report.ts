import type { RunReport } from '../run/report.ts'

/** Connections of a server in one pool of one balancer. */
export interface PoolConnections {
  readonly balancer: string
  readonly pool: string
  readonly connections: number
}

/** How a server was waited for. */
export interface Emptying {
  readonly outcome: 'empty' | 'timeout' | 'interrupted'
  /** Those that are left. */
  readonly left: readonly PoolConnections[]
  /** Balancers that could not be asked at last, with the reason. */
  readonly unseen: readonly { readonly balancer: string; readonly why: string }[]
  readonly milliseconds: number
}

/** The result of drain, restore and weight. */
export interface WeightReport extends RunReport {
  readonly server: string
  /** Undefined: the described one. */
  readonly weight?: number | undefined
  /** The hosts that send to the server. */
  readonly balancers: readonly string[]
  /** Only of a drain that was kept. */
  readonly emptying?: Emptying | undefined
}
