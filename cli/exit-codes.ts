/** Exit codes of the tool: scripts rely on them. README.md and the help list them in these words. */
export const EXIT_CODES = {
  done: { code: 0, meaning: 'done, or nothing to do' },
  refused: { code: 1, meaning: 'refused or failed before the first change' },
  pending: { code: 2, meaning: 'changes are pending (plan --detailed-exitcode)' },
  reverted: { code: 3, meaning: 'failed, and every host is back to where it was' },
  unknown: { code: 4, meaning: "failed, and some host's state is unknown or could not be reverted" },
} as const

type ExitName = keyof typeof EXIT_CODES

/** A command's exit code; `lab exec` and `lab ssh` pass on the status of another program instead. */
export function exitCode(name: ExitName): number {
  return EXIT_CODES[name].code
}
