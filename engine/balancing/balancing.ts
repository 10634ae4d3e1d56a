import type { Sh } from '../shell.ts'

/** One service that a host balances, with the servers to which it sends. */
export interface Pool {
  /** `backend web`, `tcp 10.0.0.100:80`, `upstream app`. */
  readonly title: string
  readonly servers: readonly PooledServer[]
}

export interface PooledServer {
  /** How {@link Balancing.read} names it within its pool. */
  readonly key: string
  /** Its name in the inventory; undefined for another one. */
  readonly host: string | undefined
  /** As described, with what `drain` and `weight` gave it; 0 if it gets nothing new. */
  readonly weight: number
  /** It gets requests only while the others are down. */
  readonly backup: boolean
}

/** What a balancer says about one server now. */
export interface SeenServer {
  /** Undefined if the balancer does not show it. */
  readonly weight: number | undefined
  readonly connections: number
  /** Whether it is up, as the balancer sees it; undefined if the balancer does not show that. */
  readonly up: boolean | undefined
}

/** Servers by key, by the title of their pool. */
export type SeenPools = ReadonlyMap<string, ReadonlyMap<string, SeenServer>>

/** The pools of one role on one host, and how to see their servers. */
export interface Balancing {
  readonly pools: readonly Pool[]
  /** Prints what {@link read} reads. Changes nothing. */
  readonly look: Sh
  /** Returns why it cannot be read, as a sentence. */
  read(output: string, status: number | undefined): SeenPools | string
}

/** A host that balances. */
export interface Balancer extends Balancing {
  readonly host: string
}
