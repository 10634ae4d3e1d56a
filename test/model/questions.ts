/** What the protocol promises, by claim. */
export const PROMISES: Readonly<Record<string, string>> = {
  one_outcome: 'no host is both committed and reverted',
  true_reports: 'no run is called committed or reverted that on some host is not',
  pivot_decides: 'no other host is committed unless the pivot is',
  mixed_only_by_doubt: 'once the pivot is committed, a host goes back only when its in-doubt time ended after that',
  reboot_reverts: 'a host that rebooted while it was open is never committed',
  all_together: 'with three hosts: all of these',
  every_run_ends: 'every run ends, whoever dies and whoever is cut off',
}

/** The promise that speaks of what shall come some day: circles in which it does not come break it too. */
export const LIVENESS = 'every_run_ends'

/** What must be possible, by the claim that it is not: a model in which nothing can happen keeps all promises. */
export const POSSIBLE: Readonly<Record<string, string>> = {
  never_committed: 'a run committed on all hosts',
  never_reverted: 'a run reverted on all hosts',
  never_mixed: 'a mixed run',
}

interface Flaw {
  /** The macro of the model that brings it in. */
  readonly macro: string
  readonly words: string
  /** The promise that is broken then. */
  readonly breaks: string
}

export const FLAWS: readonly Flaw[] = [
  { macro: 'NO_PIVOT', words: 'confirming to all hosts at once', breaks: 'pivot_decides' },
  { macro: 'NO_EXPECT', words: 'confirming to hosts that were not told to expect it', breaks: 'mixed_only_by_doubt' },
  {
    macro: 'EXPECT_IN_PARALLEL',
    words: 'an in-doubt time that may begin before that of the pivot',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'PIVOT_BEGINS_ANEW',
    words: 'a pivot that waits anew after a reboot',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'COMMIT_AFTER_TIME',
    words: 'a pivot that commits after its time, because its guard is late',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'REBOOT_ENDS_DOUBT',
    words: 'a host whose confirmation finds it rebooted and takes it back',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'REVERT_WHEN_SILENT',
    words: 'a controller that takes the run back when the pivot is silent',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'RESUME_WITHOUT_PIVOT',
    words: 'a resume that takes the run back when the pivot is silent',
    breaks: 'mixed_only_by_doubt',
  },
  {
    macro: 'UNTOUCHED_IS_REVERTED',
    words: 'a resume that takes a pivot which knows no such run for reverted',
    breaks: 'true_reports',
  },
  { macro: 'SILENCE_IS_SUCCESS', words: 'a host counted as committed before it says so', breaks: 'true_reports' },
  {
    macro: 'NAME_WITHOUT_VERSION',
    words: 'a guard that looks at the time and renames whatever is there by then',
    breaks: 'mixed_only_by_doubt',
  },
  { macro: 'COMMIT_BESIDE', words: 'a commit that does not compete for the same name', breaks: 'one_outcome' },
  {
    macro: 'TELL_BEFORE_DISK',
    words: 'a pivot that is called committed before that would outlive a power cut',
    breaks: 'pivot_decides',
  },
  { macro: 'RENEW_AFTER_REBOOT', words: 'a renewal that does not look at the boot id', breaks: 'reboot_reverts' },
  { macro: 'NO_GUARD_AT_BOOT', words: 'a guard that does not survive a reboot', breaks: 'every_run_ends' },
]
