import { showRun } from '../../engine/run/show.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { runIdOf } from '../parse/run-id.ts'
import { readTargets } from '../run/read-files.ts'
import { readHosts } from '../run/read-hosts.ts'
import { printJson } from '../view/json.ts'
import { paintFor } from '../view/paint.ts'
import { shownRunData, shownRunText } from '../view/shown-run.ts'

/** Shows what a run changed on each host. */
export async function showCommand(line: CommandLine, io: Io): Promise<number> {
  const [word = ''] = line.positionals
  const run = runIdOf(word)
  const shown = await readHosts(line.flags, io, async (controller) => showRun(await readTargets(line), run, controller))
  if (line.flags.json) printJson(io.stdout, shownRunData(shown))
  const people = line.flags.json ? io.stderr : io.stdout
  people.write(shownRunText(shown, line.flags.inventory ?? '', paintFor(people, io.env)))
  return exitCode('done')
}
