import { unlock } from '../../engine/run/unlock.ts'
import type { CommandLine } from '../command.ts'
import { consentToUnlock, refuseWithoutConsent } from '../consent.ts'
import { finishRun } from '../finish-run.ts'
import type { Io } from '../io.ts'
import { unlockedCode, unlockedText } from '../view/unlocking.ts'

/** Frees the hosts that a run still holds although nobody is at it any more. */
export async function unlockCommand(line: CommandLine, io: Io): Promise<number> {
  refuseWithoutConsent('unlock', line.flags, io)
  return finishRun(line, io, async ({ run, targets, controller, change, pause }) => {
    const hosts = await unlock(targets, run, controller, {
      consent: async (unlockings) => {
        await pause(() => consentToUnlock(run, unlockings, line.flags, io))
        change()
      },
    })
    const { inventory = '' } = line.flags
    return {
      text: (paint) => unlockedText(run, hosts, inventory, paint),
      data: { run, hosts },
      code: unlockedCode(hosts),
    }
  })
}
