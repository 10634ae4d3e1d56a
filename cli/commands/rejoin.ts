import { rejoin } from '../../engine/databases/rejoin/rejoin.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { consentToDelete } from '../run/consent.ts'
import { operateOnPair } from '../run/operate-on-pair.ts'
import { rejoinData, rejoinExitCode, rejoinText } from '../view/rejoin.ts'

/** Brings a host of a database pair back as the standby. */
export async function rejoinCommand(line: CommandLine, io: Io): Promise<number> {
  const [host = '', playbook = ''] = line.positionals
  const { method, inventory = '' } = line.flags
  return operateOnPair(line, io, { playbook, abandoned }, async ({ described, controller, pause }) => {
    const report = await rejoin(described, controller, {
      host,
      method,
      consent: (deletion) => pause(() => consentToDelete(deletion, line.flags, io)),
    })
    return {
      text: (paint) => rejoinText(report, { playbook, inventory }, paint),
      data: rejoinData(report, inventory),
      code: rejoinExitCode(report),
    }
  })
}

/** The second Ctrl-C, perhaps in the middle of a copy. */
function abandoned(run: string): EvenkeelError {
  return new EvenkeelError('lost', `Interrupted during rejoin ${run}: how far it came is not known.`, {
    hint: `A half copied host stays closed; the writer is as it was. To begin anew: evenkeel unlock ${run}, then evenkeel rejoin`,
  })
}
