/** What `status` shows of a cluster, as plain data. Roles make these items from what their programs print. */
export type StatusItem = VipStatus | FrontStatus | PoolStatus | DatabaseStatus | DaemonStatus

/** A virtual address, as the hosts and the segment see it. */
export interface VipStatus {
  readonly kind: 'vip'
  readonly address: string
  readonly holders: readonly { readonly host: string; readonly interface: string }[]
  /** The members that were asked and do not hold it. */
  readonly standby: readonly string[]
  readonly segment: readonly SegmentView[]
}

/** The answers that one host of the segment got to its question who has an address. */
export interface SegmentView {
  readonly from: string
  /** `neighbours`: by the kernel's table after a ping, which holds one answer only. */
  readonly by: 'arping' | 'ndisc6' | 'neighbours'
  readonly answers: readonly { readonly mac: string; readonly host?: string | undefined }[]
  /** Why it could not ask. */
  readonly cannot?: string | undefined
}

/** A place where clients connect: a frontend of HAProxy, a site or a stream of nginx. */
export interface FrontStatus {
  readonly kind: 'front'
  /** The host. */
  readonly balancer: string
  readonly program: string
  readonly name: string
  /** Addresses with ports. */
  readonly at: readonly string[]
  readonly open: boolean
  /** What the program itself says. */
  readonly seen: string
  /** Now. */
  readonly connections?: number | undefined
  /** New ones in a second. */
  readonly rate?: number | undefined
}

/** Servers among which a balancer chooses: a virtual service of IPVS, a backend, an upstream. */
export interface PoolStatus {
  readonly kind: 'pool'
  readonly balancer: string
  readonly program: string
  readonly name: string
  /** How a server is chosen, such as `rr`. */
  readonly method: string
  readonly servers: readonly ServerStatus[]
}

/** `out`: it gets no new clients, and that is somebody's wish: weight 0, drained, in maintenance. */
export type ServerState = 'up' | 'down' | 'out'

export interface ServerStatus {
  readonly name: string
  readonly state: ServerState
  /** What the balancer itself says, such as `UP 1/3` or `DRAIN`. */
  readonly seen: string
  /** Undefined for a server that the balancer does not have at the moment. */
  readonly weight?: number | undefined
  readonly backup?: true | undefined
  /** Now. */
  readonly connections?: number | undefined
  /** New connections, or requests, in a second. */
  readonly rate?: number | undefined
  /** The last health check, such as `L7OK/200`. */
  readonly check?: string | undefined
}

/** A database server. */
export interface DatabaseStatus {
  readonly kind: 'database'
  readonly host: string
  readonly engine: string
  /** `open`: it takes writes. `unknown`: it does not answer. */
  readonly mode: 'open' | 'read-only' | 'unknown'
  /** The pair's epoch, which counts its writers. */
  readonly epoch?: string | undefined
  /** The threads that fetch and apply changes: `running`, or what they say; undefined without replication. */
  readonly channel?: string | undefined
  /** Seconds behind its source. */
  readonly lag?: number | undefined
  /** Semi-synchronous replication: on, off, or waiting. */
  readonly semisync?: string | undefined
}

/** A program that a part of the cluster needs. */
export interface DaemonStatus {
  readonly kind: 'daemon'
  readonly host: string
  readonly program: string
  /** `hung`: a signal has stopped it, so that it exists and does nothing. */
  readonly state: 'runs' | 'hung' | 'gone'
}
