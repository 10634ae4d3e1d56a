import { remove } from '../../engine/run/apply.ts'
import { assignmentOf } from '../assignment.ts'
import { carryThrough } from '../carry-through.ts'
import type { CommandLine } from '../command.ts'
import type { Io } from '../io.ts'

/** Takes back everything that the playbook put on the hosts. */
export function removeCommand(line: CommandLine, io: Io): Promise<number> {
  return carryThrough('remove', line, io, async () => {
    const assignment = await assignmentOf(line)
    return (controller, options) => remove(assignment, controller, options)
  })
}
