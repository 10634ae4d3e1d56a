export type ReplicationChannelState = {
  readonly source: string
  readonly port: number
  readonly user: string
  /** SHA-256 of the password: the server itself keeps it in clear text, and the host keeps a former one for an undo. */
  readonly password: string
  readonly tls: 'no' | 'yes' | 'verified'
  /** The file of the CA's certificate, or nothing. */
  readonly ca: string
  /** Whether the channel goes by GTIDs, and not by positions in files. */
  readonly gtid: boolean
  /**
   * running, connecting, stopped, broken or forked, perhaps with the server's error behind it. Of a channel that a writer's
   * guard starts and stops: guarded, unless it is broken or forked.
   */
  readonly status: string
}

/** Reads what `read_replication_channel` prints: fields of SHOW REPLICA STATUS in the words of new servers. */
export function channelIn(output: string): ReplicationChannelState | null {
  if (output.trim() === 'absent') return null
  const fields = new Map([...output.matchAll(/^([A-Za-z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]))
  const field = (name: string) => fields.get(name) ?? ''
  const isVerified = field('Source_SSL_Verify_Server_Cert') === 'Yes'
  return {
    source: field('Source_Host'),
    port: Number(field('Source_Port')),
    user: field('Source_User'),
    password: field('password'),
    tls: field('Source_SSL_Allowed') !== 'Yes' ? 'no' : isVerified ? 'verified' : 'yes',
    ca: field('Source_SSL_CA_File'),
    gtid: field('Auto_Position') === '1' || field('Using_Gtid') === 'Slave_Pos',
    status: field('status'),
  }
}
