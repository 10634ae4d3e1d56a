/** Where the guard is on a host. */
export const WRITER_PATHS = {
  program: '/usr/local/lib/evenkeel/writer/writer',
  settings: '/etc/evenkeel/writer.conf',
  /** The client's defaults file for the peer, as MariaDB and MySQL read it. */
  peerAccount: '/etc/evenkeel/writer-peer.cnf',
  /** The folder of `state`, `vip` and the deadlines. */
  run: '/run/evenkeel-writer',
  socket: '/run/mysqld/mysqld.sock',
} as const

/** What a playbook's reload and restart name. */
export const WRITER_UNITS = {
  guard: 'evenkeel-writer.service',
  answerSocket: 'evenkeel-writer.socket',
  answer: 'evenkeel-writer@.service',
} as const
