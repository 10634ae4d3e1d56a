import { type Sh, sh } from '../../../engine/shell.ts'

/** Sends a command to the admin socket and prints the answer. */
export function askSocket(path: string, command: string): Sh {
  return sh`if ! command -v socat >/dev/null 2>&1; then
  echo 'socat is not installed'
  exit 127
fi
echo ${command} | socat -t 5 stdio ${`UNIX-CONNECT:${path}`}`
}

/** A row of `show stat`. */
export interface StatRow {
  /** The section's name. */
  readonly section: string
  /** `FRONTEND`, `BACKEND`, or a server's name. */
  readonly name: string
  /** `UP`, `DOWN`, `no check` … */
  readonly status: string
  /** Undefined for a row without a weight. */
  readonly weight: number | undefined
  /** Sessions so far; with mode http the sessions of a server are requests. */
  readonly sessions: number
  /** Sessions now. */
  readonly current: number
  /** New sessions in the last second. */
  readonly rate: number
  readonly isServer: boolean
  /** The result of the last health check: `L4CON`, `L7STS/404` … */
  readonly lastCheck: string
}

/** Parses the CSV of `show stat`; its first line names the columns. Only quoted values at the end contain commas. */
export function parseStat(printed: string): readonly StatRow[] {
  const [head = '', ...rows] = printed.split('\n').filter((line) => line.trim() !== '')
  const columns = head.replace(/^# /, '').split(',')
  return rows.map((row) => {
    const values = row.split(',')
    const value = (column: string) => values[columns.indexOf(column)] ?? ''
    // During slowstart, `weight` grows up to the configured `uweight`.
    const weight = value('uweight') || value('weight')
    const code = value('check_code')
    return {
      section: value('pxname'),
      name: value('svname'),
      status: value('status'),
      weight: weight === '' ? undefined : Number(weight),
      sessions: Number(value('stot')),
      current: Number(value('scur')),
      rate: Number(value('rate')),
      isServer: value('type') === '2',
      lastCheck: `${value('check_status')}${code === '' ? '' : `/${code}`}`,
    }
  })
}

/** The sessions that each row of a section got between two readings of several hosts' counters. */
export function sessionsBetween(
  section: string,
  before: readonly (readonly StatRow[])[],
  after: readonly (readonly StatRow[])[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  after.forEach((rows, index) => {
    for (const row of rows.filter((one) => one.section === section)) {
      const start = before[index]?.find((one) => one.section === section && one.name === row.name)?.sessions ?? 0
      // Counters restart from 0 after a reload.
      sums.set(row.name, (sums.get(row.name) ?? 0) + (row.sessions >= start ? row.sessions - start : row.sessions))
    }
  })
  return sums
}
