import type { Facts } from '../../engine/facts.ts'

/** Who owns log files, and where rsyslog may write what waits. */
export interface LogKeeping {
  readonly owner: string
  readonly group: string
  readonly mode: string
  /** Brought by the package. */
  readonly spool: string
}

/** As the distribution's own rsyslog.conf has it. Ubuntu's rsyslog gives up being root. */
export function logKeeping({ distribution, families }: Facts): LogKeeping {
  if (families.includes('debian')) {
    const owner = distribution === 'ubuntu' ? 'syslog' : 'root'
    return { owner, group: 'adm', mode: '0640', spool: '/var/spool/rsyslog' }
  }
  return { owner: 'root', group: 'root', mode: '0600', spool: '/var/lib/rsyslog' }
}

/** What is written wins over the distribution's. */
export function ownedAs(
  facts: Facts,
  {
    owner,
    group,
    mode,
  }: { readonly owner?: string | undefined; group?: string | undefined; mode?: string | undefined },
): LogKeeping {
  const usual = logKeeping(facts)
  return { ...usual, owner: owner ?? usual.owner, group: group ?? usual.group, mode: mode ?? usual.mode }
}

/** Whoever may read a file may enter its folder. */
export function folderMode(fileMode: string): string {
  return fileMode.replace(/[4567]/g, (digit) => String(Number(digit) | 1))
}
