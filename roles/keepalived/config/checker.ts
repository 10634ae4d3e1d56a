import { block, flag, type Lines, setting } from '../../kit/config-text.ts'
import type { Checker, HttpCheck, HttpsCheck, MiscCheck, TcpCheck } from '../vars/checker.ts'
import { quoted } from '../words.ts'

/**
 * The block of a real server's checker.
 *
 * @param host the Host header of the virtual server
 */
export function checkerLines(check: Checker, host: string | undefined): Lines {
  if (check.http !== undefined) return block('HTTP_GET', url(check.http), connection(check.http))
  if (check.https !== undefined) return sslGet(check.https, host)
  if (check.tcp !== undefined) return block('TCP_CHECK', connection(check.tcp))
  return check.misc === undefined ? [] : miscCheck(check.misc)
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

function connection(check: TcpCheck): Lines {
  return [
    ...setting('connect_ip', check.connect_to),
    ...setting('connect_port', check.port),
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
