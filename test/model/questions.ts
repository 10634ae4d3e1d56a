/** The promises of the protocol, by claim. */
export const PROMISES: Readonly<Record<string, string>> = {
  one_outcome: 'no host is both committed and reverted',
  true_reports: 'no run is reported as committed or reverted if one of its hosts is not',
  coordinator_decides: 'no other host is committed unless the coordinator is',
  mixed_only_by_doubt: 'once the coordinator is committed, a host reverts only if its in-doubt time ended after that',
  prepared: 'a host of several commits only if it was told to expect that, though it would otherwise, too',
  reboot_reverts: 'a host that rebooted while it was open is never committed',
  all_together: 'with three hosts: all of these',
  every_run_ends: 'every run ends, whatever dies or is cut off',
}

/** The liveness promise, which an endless cycle can also break. */
export const LIVENESS = 'every_run_ends'

/** Outcomes that must be possible, by the claim that denies each: a model that does nothing would keep all promises. */
export const POSSIBLE: Readonly<Record<string, string>> = {
  never_committed: 'a run committed on all hosts',
  never_reverted: 'a run reverted on all hosts',
  never_mixed: 'a mixed run',
}

interface Flaw {
  /** The macro of the model that adds the flaw. */
  readonly macro: string
  readonly title: string
  /** The promise that the flaw breaks. */
  readonly breaks: string
}

export const FLAWS: readonly Flaw[] = [
  { macro: 'NO_COORDINATOR', title: 'confirming to all hosts at once', breaks: 'coordinator_decides' },
  { macro: 'NO_EXPECT', title: 'confirming to hosts that were not told to expect it', breaks: 'mixed_only_by_doubt' },
  {
    macro: 'EXPECT_IN_PARALLEL',
    title: 'an in-doubt time that may start before that of the coordinator',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'COORDINATOR_BEGINS_ANEW',
    title: 'a coordinator whose in-doubt time starts again after a reboot',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'COMMIT_AFTER_TIME',
    title: 'a coordinator that commits after its time, because its guard is late or its machine was paused',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'REBOOT_ENDS_DOUBT',
    title: 'a host that reverts when it is confirmed after a reboot',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'REVERT_WHEN_SILENT',
    title: 'a controller that reverts the run when the coordinator does not answer',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'RESUME_WITHOUT_COORDINATOR',
    title: 'a resume that reverts the run when the coordinator does not answer',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'UNTOUCHED_IS_REVERTED',
    title: 'a resume that counts a coordinator without a record of the run as reverted',
    breaks: 'true_reports',
  },
  { macro: 'SILENCE_IS_SUCCESS', title: 'a host counted as committed before its answer', breaks: 'true_reports' },
  {
    macro: 'NAME_WITHOUT_VERSION',
    title: 'a guard that checks the time and then renames any name that is there',
    breaks: 'mixed_only_by_doubt',
  },
  { macro: 'COMMIT_BESIDE', title: 'a commit that does not compete for the same name', breaks: 'one_outcome' },
  {
    macro: 'ANSWER_BEFORE_DISK',
    title: 'a coordinator that answers committed before that would survive a power cut',
    breaks: 'coordinator_decides',
  },
  { macro: 'RENEW_AFTER_REBOOT', title: 'a heartbeat that does not check the boot id', breaks: 'reboot_reverts' },
  {
    macro: 'NAME_IS_ENOUGH',
    title: 'a guard that takes any process for the runner that has its number and name',
    breaks: 'every_run_ends',
  },
  { macro: 'GUARD_STAYS_DEAD', title: 'a guard that is not started again when it dies', breaks: 'every_run_ends' },
  {
    macro: 'SIGHT_IS_PROOF',
    title: 'a resume that commits all because it saw a commit that may not be on the disk yet',
    breaks: 'coordinator_decides',
  },
  { macro: 'NO_GUARD_AT_BOOT', title: 'a guard that does not survive a reboot', breaks: 'every_run_ends' },
]
