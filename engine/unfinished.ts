import { EvenkeelError } from './errors/error.ts'
import { foldNames } from './host-names.ts'
import type { HostProfile } from './host-profile.ts'
import { runFolder } from './journal/folder.ts'
import { type Heard, heardText, isAlive } from './journal/heard.ts'
import { UNKNOWN_RUN, unreadableOwner } from './journal/lock-owner.ts'
import type { RunStatus } from './journal/run-status.ts'
import { isFinal } from './journal/states.ts'
import { clockText, timeIn } from './times.ts'

/**
 * Refuses a host with an unfinished run: reverting that run would overwrite new changes. If the host is still locked,
 * locking refuses it.
 */
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

/** One sentence for each run that needs attention: it has not ended, a guard reverted it, or it has only locked hosts. */
export function remarksOnRuns(profiles: readonly HostProfile[]): string[] {
  const all = profiles.flatMap((profile) => remarksOf(profile).map((remark) => ({ host: profile.host, remark })))
  const alike = Map.groupBy(all, ({ remark }) => remark.key)
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [first.remark.sentence(foldNames(group.map(({ host }) => host)))]
  })
}

interface RunRemark {
  /** Equal on hosts that share one sentence. */
  readonly key: string
  sentence(hosts: string): string
}

function remarksOf({ lock, heard, runs }: HostProfile): RunRemark[] {
  const remarks = runs.map((status): RunRemark => {
    const { header, state, guarded } = status
    return { key: [header.run, state, guarded].join(), sentence: (hosts) => sentenceOn(status, hosts) }
  })
  if (lock === undefined || runs.some(({ header }) => header.run === lock.run)) return remarks
  const { run, operator, since } = lock
  const lockSentence = (hosts: string) =>
    run === UNKNOWN_RUN
      ? `The owner of the lock of ${hosts} is not known${unreadableOwner(lock)}.`
      : `Run ${run} by ${operator}, since ${since}, holds the lock of ${hosts}, and has changed nothing there${unreadableOwner(lock)}.`
  const key = [run, lock.unreadable, heard === undefined ? '' : isAlive(heard)].join()
  return [...remarks, { key, sentence: (hosts) => `${lockSentence(hosts)} ${hintForRun('', 0, run, heard)}` }]
}

function sentenceOn({ state, left, guarded, header }: RunStatus, hosts: string): string {
  const run = `Run ${header.run} (${header.command} of "${header.playbook}" by ${header.operator}, ${header.started})`
  if (state === 'reverted') return `${run} was reverted on ${hosts}: ${REVERT_CAUSE[guarded]}.`
  return `${run} has not ended on ${hosts}, where it is ${state}. ${hintForRun(state, left, header.run)}`
}

const REVERT_CAUSE: Readonly<Record<RunStatus['guarded'], string>> = {
  '': 'a step failed',
  lease: 'its controller sent no heartbeat',
  reboot: 'the host was restarted before the run was committed',
}

/**
 * The way to end an unfinished run, in one or two sentences.
 *
 * @param heard what the lock says of the controller of a run that has changed nothing yet
 */
export function hintForRun(state: string, left: number, run: string, heard?: Heard): string {
  if (run === UNKNOWN_RUN)
    return `A power cut may have destroyed the record of the owner. If no run is under way, remove the lock: evenkeel unlock ${UNKNOWN_RUN}`
  switch (state) {
    case 'open':
      return left > 0
        ? `It is under way, or its controller is gone: then the host reverts it by itself in ${left} s at the latest (${clockIn(left)}).`
        : `Its controller is gone and so is its guard. To revert it: evenkeel unlock ${run}`
    case 'expecting':
      return `It waits for its confirmation, ${left} s at most (until ${clockIn(left)}). To finish it from any machine: evenkeel resume ${run}`
    case 'reverting':
      return `The host is reverting it: wait a moment. If that does not end: evenkeel unlock ${run}`
    case 'stuck':
      return (
        `The host could not revert it: sh ${runFolder(run)}/runner.sh revert on the host tries again; ` +
        `evenkeel unlock ${run} gives it up as it stands.`
      )
    default:
      return hintForLock(run, heard)
  }
}

function clockIn(seconds: number): string {
  return clockText(new Date(timeIn(seconds * 1000)))
}

function hintForLock(run: string, heard: Heard | undefined): string {
  if (heard === undefined) return `Wait until that run has ended. If its controller is gone: evenkeel unlock ${run}`
  const { silence } = heard
  return isAlive(heard)
    ? `Its controller ${heardText(heard)}: wait until that run has ended. Once it is silent for ${silence} s, it is gone: evenkeel unlock ${run}`
    : `Its controller ${heardText(heard)}, and one at work is heard of every ${Math.ceil(silence / 3)} s. To release the lock: evenkeel unlock ${run}`
}
