import type { Facts } from '../../engine/facts.ts'

/** Owner and mode of log files, and the folder for queues. */
export interface LogKeeping {
  readonly owner: string
  readonly group: string
  readonly mode: string
  /** Folder for queues, which rsyslog may write to; the package creates it. */
  readonly spool: string
}

/** The settings of the distribution's own rsyslog.conf. Ubuntu's rsyslog does not run as root. */
export function logKeeping({ distribution, families }: Facts): LogKeeping {
  if (families.includes('debian')) {
    const owner = distribution === 'ubuntu' ? 'syslog' : 'root'
    return { owner, group: 'adm', mode: '0640', spool: '/var/spool/rsyslog' }
  }
  return { owner: 'root', group: 'root', mode: '0600', spool: '/var/lib/rsyslog' }
}

/** The distribution's settings, with those of the playbook instead if there are any. */
export function ownedAs(
  facts: Facts,
  {
    owner,
    group,
    mode,
  }: { readonly owner?: string | undefined; group?: string | undefined; mode?: string | undefined },
): LogKeeping {
  const defaults = logKeeping(facts)
  return { ...defaults, owner: owner ?? defaults.owner, group: group ?? defaults.group, mode: mode ?? defaults.mode }
}

/** The mode of a folder: those who may read its files may enter it. */
export function folderMode(fileMode: string): string {
  return fileMode.replace(/[4567]/g, (digit) => String(Number(digit) | 1))
}
