import { remove } from '../../engine/run/apply.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { changeHosts, ordinary } from '../run/change-hosts.ts'
import { readAssignment } from '../run/read-files.ts'

/** Takes back everything that the playbook manages on the hosts. */
export function removeCommand(line: CommandLine, io: Io): Promise<number> {
  return changeHosts(ordinary('remove', line), line, io, async () => {
    const assignment = await readAssignment(line, io)
    return (controller, options) => remove(assignment, controller, options)
  })
}
