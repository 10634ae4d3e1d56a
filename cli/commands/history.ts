import { history } from '../../engine/run/history.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { rememberRuns } from '../known-runs.ts'
import type { CommandLine } from '../parse/command.ts'
import { readTargets } from '../run/read-files.ts'
import { readHosts } from '../run/read-hosts.ts'
import { historyData, historyText } from '../view/history.ts'
import { printJson } from '../view/json.ts'
import { paintFor } from '../view/paint.ts'

/** Lists the runs in the journals of the hosts. */
export async function historyCommand(line: CommandLine, io: Io): Promise<number> {
  const records = await readHosts(line.flags, io, async (controller) => history(await readTargets(line), controller))
  const { inventory = '' } = line.flags
  await rememberRuns(
    records.map(({ run }) => run),
    inventory,
    io.env,
  )
  if (line.flags.json) printJson(io.stdout, historyData(records))
  const people = line.flags.json ? io.stderr : io.stdout
  people.write(historyText(records, inventory, paintFor(people, io.env)))
  return exitCode('done')
}
