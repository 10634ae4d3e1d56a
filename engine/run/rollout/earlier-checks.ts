import { type Check, checkId, type Verdict } from '../../check.ts'
import { Slots } from '../../host/slots.ts'
import type { HostPool } from '../../host-pool.ts'
import { isPartial } from '../../journal/header.ts'
import { managedBy } from '../../plan/want.ts'
import { hostsOf, type PlayWork, type Work } from '../../plan/work.ts'
import type { RunSettings } from '../settings.ts'
import { lookOnce } from './checks.ts'

/** The checks of each play that a run will ask; none for a play that it does not change. */
export type AskedChecks = ReadonlyMap<PlayWork, readonly Check[]>

/** Milliseconds for all checks before the first write; a check without a verdict by then excuses nothing. */
const BOUND = 15_000

/**
 * What the checks of a run showed before its first write. Only a check that an earlier run of the playbook has recorded
 * can excuse a failure: on a fresh host every check fails, and what a run brings must work after it.
 */
export class EarlierChecks {
  readonly #work: Work
  readonly #settings: RunSettings
  /** Ids that an earlier run recorded, by play. */
  readonly #recorded: ReadonlyMap<PlayWork, ReadonlySet<string>>
  readonly #verdicts = new Map<string, Verdict>()
  /** Failures of this run, by the ids of their checks. */
  readonly #failures = new Map<string, Verdict>()
  readonly #asked: AskedChecks
  /** Ids of all checks of a play, which take time to make for many hosts. */
  readonly #ids = new Map<PlayWork, readonly string[]>()

  constructor(work: Work, settings: RunSettings, asked: AskedChecks) {
    this.#work = work
    this.#settings = settings
    this.#asked = asked
    this.#recorded = new Map(work.plays.map((play) => [play, recordedOf(work, play)]))
  }

  /**
   * Asks each of the checks once, without waiting until it holds. Ends after {@link BOUND} at the latest, and asks
   * nothing if no earlier run has recorded checks.
   */
  async ask(): Promise<void> {
    const { pool } = this.#work
    const known = [...this.#asked].flatMap(([play, checks]) => checks.filter((check) => this.#isRecorded(play, check)))
    const checks = new Map(known.filter((check) => canLook(pool, check)).map((check) => [checkId(check), check]))
    let isOver = false
    const asking = this.#askAll([...checks], () => isOver)
    const { promise: bound, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, BOUND)
    await Promise.race([asking, bound])
    clearTimeout(timer)
    isOver = true
  }

  /** Asks all checks together, then those that count traffic, one by one. */
  async #askAll(checks: readonly (readonly [string, Check])[], isOver: () => boolean): Promise<void> {
    const { pool } = this.#work
    const slots = new Slots(pool.controller.forks)
    const ask = async ([id, check]: readonly [string, Check]) => {
      if (isOver()) return
      const verdict = await lookOnce(pool, check).catch(() => undefined)
      if (verdict !== undefined && !isOver()) this.#verdicts.set(id, verdict)
    }
    await Promise.all(checks.filter(([, check]) => !check.alone).map((one) => slots.use(() => ask(one))))
    for (const one of checks.filter(([, check]) => check.alone)) await ask(one)
  }

  /** Whether a check failed before the run, and in the same way, so that the run is not reverted for it. */
  excuses(play: PlayWork, check: Check, failure: Verdict): boolean {
    this.#failures.set(checkId(check), failure)
    return !this.#settings.strict && !check.neverExcused && this.#isSame(play, check)
  }

  /** What the check showed before the run, for the error about its failure. Empty if an earlier run has not recorded it. */
  comparison(play: PlayWork, check: Check): string[] {
    if (!this.#isRecorded(play, check)) return this.#whyNotRecorded(play)
    const before = this.#verdicts.get(checkId(check))
    if (before === undefined) return ['before this run it could not be asked in time']
    if (before.holds) return [`before this run it held: ${before.saw}`]
    if (this.#isSame(play, check))
      return [
        `before this run it failed in the same way; ${check.neverExcused ? 'it must hold all the same' : '--strict reverts for it'}`,
      ]
    return [`before this run it failed in another way: ${before.saw}`]
  }

  /**
   * Ids of the checks that the host records if the run is committed: then they hold, or have held before. A play that the
   * run does not change proves no new ones, nor does a run that may be kept in spite of a failed check.
   */
  toRecord(host: string): string[] {
    const { command, plays } = this.#work
    if (isPartial(command) && command !== 'rollback')
      return [...(managedBy(this.#work.pool.profile(host), this.#work.plan.playbook)?.checks ?? [])]
    if (command !== 'apply') return []
    const own = plays.filter((play) => hostsOf([play]).includes(host))
    const ids = own.flatMap((play) => {
      const recorded = this.#recorded.get(play)
      const proved = this.#settings.keepOnFailure ? [] : (this.#asked.get(play) ?? []).map(checkId)
      return [...proved, ...this.#idsOf(play).filter((id) => recorded?.has(id))]
    })
    return [...new Set(ids)].sort()
  }

  #idsOf(play: PlayWork): readonly string[] {
    const ids = this.#ids.get(play) ?? play.checks(hostsOf([play])).map(checkId)
    this.#ids.set(play, ids)
    return ids
  }

  /** Empty for the first run of the playbook on the play's hosts. */
  #whyNotRecorded(play: PlayWork): string[] {
    const { pool, plan } = this.#work
    if (this.#recorded.get(play)?.size !== 0)
      return ['the last run did not have this check: it is new, or asks something else now']
    const isFirst = hostsOf([play]).every((host) => managedBy(pool.profile(host), plan.playbook) === undefined)
    return isFirst ? [] : ['no earlier run has recorded that it held, so that it must hold after this one']
  }

  #isRecorded(play: PlayWork, check: Check): boolean {
    return this.#recorded.get(play)?.has(checkId(check)) ?? false
  }

  #isSame(play: PlayWork, check: Check): boolean {
    const before = this.#verdicts.get(checkId(check))
    const after = this.#failures.get(checkId(check))
    if (!this.#isRecorded(play, check) || before?.holds !== false || after === undefined) return false
    if (before.faults === undefined || after.faults === undefined)
      return normalised(before.saw) === normalised(after.saw)
    return after.faults.length > 0 && after.faults.every((fault) => before.faults?.includes(fault))
  }
}

function recordedOf({ pool, plan }: Work, play: PlayWork): ReadonlySet<string> {
  const hosts = hostsOf([play]).filter((host) => pool.has(host))
  return new Set(hosts.flatMap((host) => managedBy(pool.profile(host), plan.playbook)?.checks ?? []))
}

function canLook(pool: HostPool, { looks }: Check): boolean {
  return looks.every(({ from }) => typeof from !== 'string' || pool.has(from))
}

const TIMES = /\b\d{4}[-/]\d\d[-/]\d\d\b|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b|\b\d+(?:\.\d+)? ?m?s\b/g
/** A count or the id of a process: never a part of a name or an address, nor a port, a status or the code of an error. */
const COUNTS = /(?<!HTTP |status |port |[\w.:/(-])[1-9]\d*(?:\.\d+)?(?![\w:/-]|\.\d)/g

/** Leaves out what differs each time one looks; some and none stay different. */
export function normalised(saw: string): string {
  return saw.replaceAll(TIMES, 'T').replaceAll(COUNTS, 'N').replaceAll(/\s+/g, ' ').trim()
}
