import type { ReplicationChannelState } from '../replication-channel.ts'

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
