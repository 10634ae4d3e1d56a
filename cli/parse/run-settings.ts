import { EvenkeelError } from '../../engine/errors/error.ts'
import { DEFAULT_SETTINGS, DRAINING, type RunSettings } from '../../engine/run/settings.ts'
import { FLAGS, type Flags } from './flags.ts'

const MINUTE = 60
const HOUR = 3600
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: MINUTE, h: HOUR }

interface Range {
  readonly least: number
  readonly most: number
  /** For messages. */
  readonly text: string
}

const LEASE: Range = { least: 5, most: HOUR, text: 'from 5s to 1h' }
const IN_DOUBT: Range = { least: 10, most: 24 * HOUR, text: 'from 10s to 24h' }
const KEEP_RUNS: Range = { least: 1, most: 1000, text: 'from 1 to 1000' }

const TIMEOUT: Range = { least: 0, most: 24 * HOUR, text: 'up to 24h' }

type WithValue = 'lease' | 'inDoubt' | 'keepRuns' | 'timeout'

/** Reads lease, in-doubt time and the other settings of a run. Throws `usage` naming the flag. */
export function runSettingsOf(flags: Flags): RunSettings {
  return {
    lease: timeOf('lease', flags, LEASE) ?? DEFAULT_SETTINGS.lease,
    inDoubt: timeOf('inDoubt', flags, IN_DOUBT) ?? DEFAULT_SETTINGS.inDoubt,
    keepRuns: countOf('keepRuns', flags, KEEP_RUNS) ?? DEFAULT_SETTINGS.keepRuns,
    keepOnFailure: flags.keepOnFailure,
    strict: flags.strict,
  }
}

/** How long to wait for connections to end, in seconds. Throws `usage`. */
export function timeoutOf(flags: Flags): number {
  return timeOf('timeout', flags, TIMEOUT) ?? DRAINING
}

/** In seconds. */
function timeOf(name: WithValue, flags: Flags, range: Range): number | undefined {
  const written = flags[name]
  if (written === undefined) return undefined
  const [, digits, unit = ''] = /^(\d+)([smh]?)$/.exec(written) ?? []
  const seconds = digits === undefined ? undefined : Number(digits) * (UNITS[unit] ?? 1)
  return within(seconds, range) ?? refuse(name, written, `a time such as 90s, 5m or 1h, ${range.text}`)
}

function countOf(name: WithValue, flags: Flags, range: Range): number | undefined {
  const written = flags[name]
  if (written === undefined) return undefined
  const count = /^\d+$/.test(written) ? Number(written) : undefined
  return within(count, range) ?? refuse(name, written, `a whole number ${range.text}`)
}

function within(value: number | undefined, { least, most }: Range): number | undefined {
  return value !== undefined && value >= least && value <= most ? value : undefined
}

function refuse(name: WithValue, written: string, needed: string): never {
  const { long, summary } = FLAGS[name]
  throw new EvenkeelError('usage', `Cannot read --${long}: it is ${JSON.stringify(written)}, ${needed} is needed.`, {
    hint: `--${long}: ${summary}`,
  })
}
