import { unlock } from '../../engine/run/unlock.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { lockedRunOf } from '../parse/run-id.ts'
import { consentToUnlock, refuseWithoutConsent } from '../run/consent.ts'
import { endRun } from '../run/end-run.ts'
import { unlockExitCode, unlockReportText } from '../view/unlock-report.ts'

/** Releases hosts locked by an abandoned run. */
export async function unlockCommand(line: CommandLine, io: Io): Promise<number> {
  const run = lockedRunOf(line.positionals[0] ?? '')
  refuseWithoutConsent('unlock', line.flags, io)
  return endRun(run, line, io, async ({ targets, controller, change, pause }) => {
    const hosts = await unlock(targets, run, controller, {
      consent: async (unlockings) => {
        await pause(() => consentToUnlock(run, unlockings, line.flags, io))
        change()
      },
    })
    const { inventory = '' } = line.flags
    return {
      text: (paint) => unlockReportText(run, hosts, inventory, paint),
      data: { run, hosts },
      code: unlockExitCode(hosts),
    }
  })
}
