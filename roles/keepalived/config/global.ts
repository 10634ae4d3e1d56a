import { block, extra, flag, type Lines, optionalBlock, setting } from '../../kit/config-text.ts'
import type { Globals } from '../vars/global.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { hasScripts } from './scripts.ts'

/** `global_defs`. Scripts run as a user of their own, from paths that only root can write (rule 19). */
export function globalLines(vars: KeepalivedVars, hostName: string): Lines {
  const { global } = vars
  return block(
    'global_defs',
    // A host's name may contain characters that would end the word.
    [`router_id ${global.router_id ?? hostName.replaceAll(/[^\w.-]/g, '_')}`],
    mail(global),
    scripts(vars),
    [`vrrp_version ${global.vrrp_version}`, `vrrp_garp_master_refresh ${global.garp_master_refresh}`],
    setting('vrrp_mcast_group4', global.mcast_group),
    syncDaemon(vars),
    extra(global.extra),
  )
}

function mail(global: Globals): Lines {
  const server = global.smtp_server === undefined ? undefined : `${global.smtp_server} ${global.smtp_port}`
  return [
    ...optionalBlock('notification_email', global.notification_email),
    // Without it keepalived mails on nothing but a failed real server (rule 57).
    ...setting('smtp_alert', global.notification_email.length === 0 ? undefined : 'true'),
    ...setting('notification_email_from', global.notification_email_from),
    ...setting('smtp_server', server),
    ...setting('smtp_connect_timeout', server === undefined ? undefined : global.smtp_connect_timeout),
  ]
}

function scripts(vars: KeepalivedVars): Lines {
  const used = hasScripts(vars)
  return [
    ...flag('enable_script_security', used),
    ...setting('script_user', used ? vars.global.script_user : undefined),
  ]
}

function syncDaemon({ global: { lvs_sync_daemon: daemon }, instances }: KeepalivedVars): Lines {
  if (daemon === undefined) return []
  const id = daemon.id ?? instances.find((one) => one.name === daemon.instance)?.router_id
  return [`lvs_sync_daemon ${daemon.interface} inst ${daemon.instance}${id === undefined ? '' : ` id ${id}`}`]
}
