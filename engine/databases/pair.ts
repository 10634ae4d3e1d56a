/** A host of a database pair. */
export interface PairHost {
  readonly name: string
  /** The bare address on the segment of the pair, at which its peer and its guard reach it. */
  readonly address: string
}

/**
 * Two database servers that replicate both ways, of which the holder of {@link vip} is the one writer: what commands
 * such as a switchover must know of it. It is plain data, the same for both hosts.
 */
export interface DatabasePair {
  readonly engine: 'mysql' | 'mariadb'
  /** In the order of the inventory. */
  readonly hosts: readonly [PairHost, PairHost]
  /** The address that follows the writer, without a prefix length. */
  readonly vip: string
  /** The port of the database servers. */
  readonly port: number
  /** The port on which each guard answers HTTP: 200 if its server is open for writes. */
  readonly answerPort: number
  /** Whether a commit waits for the standby. */
  readonly semisync: boolean
  /** Whether the servers replicate over TLS. */
  readonly tls: boolean
  /** The unit of the server, such as `mariadb.service`. */
  readonly unit: string
  /** Where things are on both hosts. */
  readonly paths: PairPaths
}

export interface PairPaths {
  /** The program with the subcommands `state`, `hand-over` and so on. */
  readonly writer: string
  /**
   * A defaults file for the database's clients, of root alone: the account with which a host asks its peer. The account
   * may read GTIDs and the schema `evenkeel`, and on MySQL be the donor's account of a CLONE.
   */
  readonly peerAccount: string
  /** The server's socket: root logs in over it without a password. */
  readonly socket: string
}
