import type { LocatedEntry } from '../engine/errors/document.ts'
import type { EvenkeelError, Location } from '../engine/errors/error.ts'

/** How to log in. Undefined settings come from the user's ssh_config. */
export interface ConnectionSettings {
  /** Address or name to connect to. Default: the host's own name. */
  readonly address?: string | undefined
  readonly port?: number | undefined
  readonly user?: string | undefined
  readonly identityFile?: string | undefined
  /** As ssh's ProxyJump: `user@host:port`, several with commas, or the name of a host of the inventory. */
  readonly jump?: string | undefined
  /** Become root. */
  readonly become?: boolean | undefined
  /** The program that makes the login root. Default: sudo. */
  readonly becomeMethod?: 'sudo' | 'doas' | undefined
}

export interface InventoryHost {
  readonly name: string
  readonly connection: ConnectionSettings
  /** Names of all groups that contain the host, `all` included, outermost first. */
  readonly groups: readonly string[]
  /** The variables of the host and its groups, as `loadInventory` ranks them. */
  readonly variables: Readonly<Record<string, unknown>>
  /** The same variables with their places, look-ups not yet resolved. */
  readonly written: ReadonlyMap<string, LocatedEntry>
  /** Where the cluster's other hosts reach it: its entry "address" or "evenkeel_address", if it has one. */
  readonly clusterAddress: LocatedEntry | undefined
  /** The address, port and user as `host`, `port` and `user`, for look-ups that no variable answers. */
  readonly login: ReadonlyMap<string, LocatedEntry>
  readonly where: Location
  /** Why nobody can log in as it is written: `unsupported` if the host is not reached by SSH, else `input`. */
  readonly problems: readonly EvenkeelError[]
  /** Sentences about its login for whoever logs in: what is not followed, and why. */
  readonly remarks: readonly string[]
}

export interface Group {
  readonly name: string
  /** Names of the hosts of the group and of its children, in the file's order. */
  readonly hosts: readonly string[]
}

export interface Inventory {
  readonly path: string
  /** In the file's order. */
  readonly hosts: ReadonlyMap<string, InventoryHost>
  readonly groups: ReadonlyMap<string, Group>
}
