import { history } from '../../engine/run/history.ts'
import { targetsOf } from '../assignment.ts'
import type { CommandLine } from '../command.ts'
import type { Io } from '../io.ts'
import { historyData, historyText } from '../view/history.ts'
import { printJson } from '../view/json.ts'
import { paintFor } from '../view/paint.ts'
import { watched } from '../watched.ts'

/** Tells the runs that the hosts' own journals know. */
export async function historyCommand(line: CommandLine, io: Io): Promise<number> {
  const records = await watched(line.flags, io, async (controller) => history(await targetsOf(line), controller))
  if (line.flags.json) printJson(io.stdout, historyData(records))
  const people = line.flags.json ? io.stderr : io.stdout
  people.write(historyText(records, line.flags.inventory ?? '', paintFor(people, io.env)))
  return 0
}
