import { EvenkeelError } from './errors/error.ts'
import type { HostProfile } from './host-profile.ts'
import { runFolder } from './journal/folder.ts'
import { UNKNOWN_RUN } from './journal/lock-owner.ts'
import type { RunStatus } from './journal/run-status.ts'
import { isFinal } from './journal/states.ts'

/** What comes now would be taken back with it; as long as the lock is there, the lock says so. */
export function refuseUnfinishedRun({ host, lock, runs }: HostProfile): void {
  const unfinished = runs.find((run) => !isFinal(run.state))
  if (unfinished === undefined || lock !== undefined) return
  const { state, left, header } = unfinished
  throw new EvenkeelError(
    'locked',
    `Cannot change ${host}: run ${header.run} by ${header.operator}, since ${header.started}, has not ended`,
    { host, hint: hintForRun(state, left, header.run) },
  )
}

/** A sentence for every run that somebody has to know of: it has not ended, a guard took it back, or only locked. */
export function remarksOnRuns(profile: readonly HostProfile[]): string[] {
  const all = profile.flatMap((known) => newsOf(known).map((news) => ({ host: known.host, news })))
  const alike = Map.groupBy(all, ({ news }) => news.about)
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [first.news.remark(group.map(({ host }) => host).join(', '))]
  })
}

interface News {
  /** Equal on hosts that share one sentence. */
  readonly about: string
  remark(hosts: string): string
}

function newsOf({ lock, runs }: HostProfile): News[] {
  const news = runs.map((status): News => {
    const { header, state, guarded } = status
    return { about: [header.run, state, guarded].join(), remark: (hosts) => remarkOn(status, hosts) }
  })
  if (lock === undefined || runs.some(({ header }) => header.run === lock.run)) return news
  const { run, operator, since } = lock
  const told = (hosts: string) =>
    run === UNKNOWN_RUN
      ? `The owner of the lock of ${hosts} is not known.`
      : `Run ${run} by ${operator}, since ${since}, holds the lock of ${hosts}, and has changed nothing there.`
  return [...news, { about: run, remark: (hosts) => `${told(hosts)} ${hintForRun('', 0, run)}` }]
}

function remarkOn({ state, left, guarded, header }: RunStatus, hosts: string): string {
  const run = `Run ${header.run} (${header.command} of "${header.playbook}" by ${header.operator}, ${header.started})`
  if (state === 'reverted') return `${run} was taken back on ${hosts}: ${GUARDED[guarded]}.`
  return `${run} has not ended on ${hosts}, where it is ${state}. ${hintForRun(state, left, header.run)}`
}

const GUARDED: Readonly<Record<RunStatus['guarded'], string>> = {
  '': 'a step failed',
  lease: 'its controller went silent',
  reboot: 'the host was restarted before the run was kept',
}

/** What to do about a run that stands in the way, as one or two sentences. */
export function hintForRun(state: string, left: number, run: string): string {
  if (run === UNKNOWN_RUN)
    return `A power cut may have lost it. If nobody is at it any more, this takes the lock away: evenkeel unlock ${UNKNOWN_RUN}`
  switch (state) {
    case 'open':
      return left > 0
        ? `It goes on, or its controller went silent: then the host takes it back by itself in ${left} s at the latest.`
        : `Its controller is gone and so is its guard. This takes it back: evenkeel unlock ${run}`
    case 'expecting':
      return `It waits for its confirmation, ${left} s at most. This finishes it from anywhere: evenkeel resume ${run}`
    case 'reverting':
      return `The host is taking it back: wait a moment. If nothing does any more: evenkeel unlock ${run}`
    case 'stuck':
      return (
        `It could not be taken back: sh ${runFolder(run)}/runner.sh revert on the host tries again; ` +
        `evenkeel unlock ${run} gives it up as it stands.`
      )
    default:
      return `Wait until that run has ended. If nobody is at it any more: evenkeel unlock ${run}`
  }
}
