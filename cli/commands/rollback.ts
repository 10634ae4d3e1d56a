import { rollback } from '../../engine/run/rollback.ts'
import { targetsOf } from '../assignment.ts'
import { carryThrough } from '../carry-through.ts'
import type { CommandLine } from '../command.ts'
import type { Io } from '../io.ts'

/** Takes the hosts back to how they were before a run, by default the last one. */
export function rollbackCommand(line: CommandLine, io: Io): Promise<number> {
  const [wanted] = line.positionals
  return carryThrough('rollback', line, io, async () => {
    const targets = await targetsOf(line)
    return (controller, options) => rollback(targets, wanted, controller, options)
  })
}
