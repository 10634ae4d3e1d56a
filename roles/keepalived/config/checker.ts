import { block, flag, type Lines, setting } from '../../kit/config-text.ts'
import {
  type Checker,
  checksOf,
  type DnsCheck,
  type FileCheck,
  type HttpCheck,
  type HttpsCheck,
  type MiscCheck,
  type PingCheck,
  type SmtpCheck,
  type TcpCheck,
  type UdpCheck,
} from '../vars/checker.ts'
import { quoted } from '../words.ts'

/**
 * The blocks of a real server's checkers, which all must succeed.
 *
 * @param host the Host header of the virtual server
 */
export function checkerLines(check: Checker, host: string | undefined): Lines {
  return checksOf(check).flatMap((one) => oneChecker(one, host))
}

function oneChecker(check: Checker, host: string | undefined): Lines {
  if (check.http !== undefined) return block('HTTP_GET', url(check.http), connection(check.http))
  if (check.https !== undefined) return sslGet(check.https, host)
  if (check.tcp !== undefined) return block('TCP_CHECK', connection(check.tcp))
  if (check.dns !== undefined) return dnsCheck(check.dns)
  if (check.udp !== undefined) return udpCheck(check.udp)
  if (check.smtp !== undefined) return smtpCheck(check.smtp)
  if (check.ping !== undefined) return block('PING_CHECK', connection(check.ping))
  if (check.file !== undefined) return fileCheck(check.file)
  return check.misc === undefined ? [] : miscCheck(check.misc)
}

function dnsCheck(check: DnsCheck): Lines {
  return block('DNS_CHECK', [`type ${check.type}`, `name ${check.name}`], connection(check))
}

function udpCheck(check: UdpCheck): Lines {
  const reply = flag('require_reply', check.reply === true)
  return block('UDP_CHECK', setting('payload', check.payload), reply, connection(check))
}

function smtpCheck(check: SmtpCheck): Lines {
  return block('SMTP_CHECK', setting('helo_name', check.helo), connection(check))
}

function fileCheck(check: FileCheck): Lines {
  return block('FILE_CHECK', [`track_file ${check.track_file}`, `weight ${check.weight}`])
}

/** A server that insists on a name refuses a handshake without one, also if the virtual server has the name (rule 57). */
function sslGet(check: HttpsCheck, host: string | undefined): Lines {
  return block(
    'SSL_GET',
    flag('enable_sni', check.sni && (check.host ?? host) !== undefined),
    url(check),
    connection(check),
  )
}

/** An HTTP_GET needs a status or a digest (rule 27). */
function url(check: HttpCheck): Lines {
  const status = check.status ?? (check.digest === undefined ? 200 : undefined)
  return block(
    'url',
    [`path ${quoted(check.path)}`],
    setting('digest', check.digest),
    setting('status_code', status === undefined ? undefined : [status].flat().join(' ')),
    setting('virtualhost', check.host),
  )
}

function connection(check: TcpCheck | PingCheck): Lines {
  return [
    ...setting('connect_ip', check.connect_to),
    ...setting('connect_port', 'port' in check ? check.port : undefined),
    ...setting('bindto', check.bindto),
    `connect_timeout ${check.timeout}`,
    ...retries(check),
  ]
}

/** `retry` is the current name of `nb_get_retry` (rule 27). */
function retries(check: Pick<TcpCheck, 'retry' | 'delay_before_retry'>): Lines {
  return [`retry ${check.retry}`, `delay_before_retry ${check.delay_before_retry}`]
}

function miscCheck(check: MiscCheck): Lines {
  return block(
    'MISC_CHECK',
    [`misc_path ${quoted(check.command)}`, `misc_timeout ${check.timeout}`],
    flag('misc_dynamic', check.dynamic),
    setting('user', check.user),
    retries(check),
  )
}
