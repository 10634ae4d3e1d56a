import { rollback } from '../../engine/run/rollback.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { runIdOf } from '../parse/run-id.ts'
import { changeHosts, ordinary } from '../run/change-hosts.ts'
import { readTargets } from '../run/read-files.ts'

/** Takes the hosts back to before a run, by default the last one. */
export async function rollbackCommand(line: CommandLine, io: Io): Promise<number> {
  const [word] = line.positionals
  const run = word === undefined ? undefined : runIdOf(word)
  return changeHosts(ordinary('rollback', line), line, io, async () => {
    const targets = await readTargets(line)
    return (controller, options) => rollback(targets, run, controller, options)
  })
}
