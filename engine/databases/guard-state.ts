/** The last reading and decision of a database server's guard: the lines of `writer state`. */
export interface GuardState {
  /** The server takes writes. */
  readonly open: boolean
  /** Why the server is open or closed, in the guard's words. */
  readonly reason: string
  readonly epoch: string
  readonly lineage: string
  readonly peer: 'answers' | 'silent'
  /** The inbound channel: running, connecting, stopped, broken, forked or unjoined. */
  readonly channel: string
  readonly channelError: string
  /** Semi-synchronous replication: on, off, or waiting for the standby. */
  readonly semisync: string
  /** The transactions that the server has executed: a set of GTIDs, or the binary log's state of MariaDB. */
  readonly gtid: string
  readonly serverId: string
  /** keepalived runs and does not give the VIP up, so that the VIP can move here. */
  readonly canHold: boolean
}

/** Lines `KEY=value`; a value may hold equals signs. */
export function readLines(printed: string): ReadonlyMap<string, string> {
  const lines = Buffer.from(printed, 'latin1').toString('utf8').split('\n')
  return new Map(
    lines.flatMap((line) => {
      const at = line.indexOf('=')
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const]
    }),
  )
}

export function readGuardState(printed: string): GuardState {
  const lines = readLines(printed)
  const value = (key: string) => lines.get(key) ?? ''
  return {
    open: value('open') === 'yes',
    reason: value('reason'),
    epoch: value('epoch'),
    lineage: value('lineage'),
    peer: value('peer') === 'answers' ? 'answers' : 'silent',
    channel: value('channel'),
    channelError: value('channel_error'),
    semisync: value('semisync'),
    gtid: value('gtid'),
    serverId: value('server_id'),
    canHold: value('keepalived') === 'yes' && value('vip') === '0',
  }
}
