import type { Secret, Text } from '../../../engine/secrets.ts'
import { lines, text } from '../../../engine/secrets.ts'
import { WRITER_PATHS, WRITER_UNITS } from './paths.ts'
import { writerScript } from './script.ts'
import { answerSocketUnit, answerUnit, guardUnit, runFolder } from './units.ts'

export interface WriterOptions {
  readonly engine: 'mysql' | 'mariadb'
  /** The unit of the server, such as `mariadb.service`. */
  readonly serverUnit: string
  /** Bare addresses. */
  readonly vip: string
  readonly peer: string
  readonly witnesses: readonly string[]
  /** The port of both servers. */
  readonly port: number
  readonly semisync: boolean
  /** Whether the open server runs events. */
  readonly events: boolean
  /** Where this host answers HTTP. */
  readonly answer: { readonly address: string; readonly port: number }
  /** The account of both guards on both servers: it reads GTIDs, the channel and the schema `evenkeel`. */
  readonly account: { readonly user: string; readonly password: Secret | string }
  /** The certificate of the authority that signed the peer's; false for a connection in clear. */
  readonly tls: { readonly ca: string } | false
}

export interface WriterFile {
  readonly path: string
  readonly content: string | Text
  readonly mode: string
}

/** The files of the guard on one host of a pair. */
export function writerFiles(options: WriterOptions): readonly WriterFile[] {
  const { address, port } = options.answer
  const { vip } = options
  const units = '/etc/systemd/system'
  return [
    { path: WRITER_PATHS.program, content: writerScript(), mode: '0755' },
    { path: WRITER_PATHS.settings, content: settings(options), mode: '0600' },
    { path: WRITER_PATHS.peerAccount, content: peerAccount(options), mode: '0600' },
    { path: '/etc/tmpfiles.d/evenkeel-writer.conf', content: runFolder(), mode: '0644' },
    { path: `${units}/${WRITER_UNITS.guard}`, content: guardUnit(options.serverUnit), mode: '0644' },
    { path: `${units}/${WRITER_UNITS.answerSocket}`, content: answerSocketUnit([address, vip], port), mode: '0644' },
    { path: `${units}/${WRITER_UNITS.answer}`, content: answerUnit(), mode: '0644' },
  ]
}

/** Lines that sh sources. None of the values holds a quote: they are addresses, numbers and words. */
function settings({ engine, vip, peer, port, witnesses, semisync, events }: WriterOptions): string {
  const values = {
    ENGINE: engine,
    VIP: vip,
    PEER: peer,
    PORT: `${port}`,
    WITNESSES: witnesses.join(' '),
    SEMISYNC: semisync ? 'yes' : 'no',
    EVENTS: events ? 'yes' : 'no',
    SOCKET: WRITER_PATHS.socket,
  }
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')
}

function peerAccount({ engine, account, tls }: WriterOptions): Text {
  return lines(['[client]', `user = ${account.user}`, text`password = "${account.password}"`, ...tlsLines(engine, tls)])
}

/** MariaDB's client does not know ssl-mode, and MySQL's not ssl-verify-server-cert. */
function tlsLines(engine: WriterOptions['engine'], tls: WriterOptions['tls']): readonly string[] {
  if (tls === false) return engine === 'mysql' ? ['get-server-public-key'] : []
  const check = engine === 'mysql' ? 'ssl-mode = VERIFY_CA' : 'ssl'
  return [check, `ssl-ca = ${tls.ca}`]
}
