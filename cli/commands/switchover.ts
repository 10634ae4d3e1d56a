import { YIELD } from '../../engine/databases/switchover/hand-over.ts'
import { switchover } from '../../engine/databases/switchover/switchover.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { ask, refuseWithoutConsent } from '../run/consent.ts'
import { operateOnPair } from '../run/operate-on-pair.ts'
import { switchoverData, switchoverExitCode, switchoverText } from '../view/switchover.ts'

/** Moves the writer of a database pair. */
export async function switchoverCommand(line: CommandLine, io: Io): Promise<number> {
  const { to, dryRun, inventory = '' } = line.flags
  if (!dryRun) refuseWithoutConsent('switchover', line.flags, io)
  const [playbook = ''] = line.positionals
  return operateOnPair(line, io, { playbook, abandoned }, async ({ described, controller, pause }) => {
    const report = await switchover(described, controller, {
      to,
      dryRun,
      consent: (from, next) => pause(() => ask(`Move the writer from ${from} to ${next}?`, line.flags, io)),
    })
    return {
      text: (paint) => switchoverText(report, { playbook, inventory }, paint),
      data: switchoverData(report, inventory),
      code: switchoverExitCode(report),
    }
  })
}

/** The second Ctrl-C: nobody ends the switchover but the guards. */
function abandoned(run: string): EvenkeelError {
  return new EvenkeelError('lost', `Interrupted during switchover ${run}: which server takes writes is not known.`, {
    hint: `The guards end it by themselves within ${YIELD} s; evenkeel verify shows how. To release the locks: evenkeel unlock ${run}`,
  })
}
