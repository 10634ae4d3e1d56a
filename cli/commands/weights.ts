import { loadAssignment } from '../description/assignment.ts'
import type { Io } from '../io.ts'
import type { CommandLine, RunCommand } from '../parse/command.ts'
import { timeoutOf } from '../parse/run-settings.ts'
import { weightOf } from '../parse/weight.ts'
import { changeHosts } from '../run/change-hosts.ts'
import { requestOf } from '../run/read-files.ts'
import { weightData, weightExitCode, weightText } from '../view/weights.ts'

/** Takes a server out of every balancer, and waits until its connections are gone. */
export const drainCommand: RunCommand = (line, io) => changeWeights('drain', 0, line, io)

/** Brings the described weight of a server back. */
export const restoreCommand: RunCommand = (line, io) => changeWeights('restore', undefined, line, io)

/** Gives a server another weight. */
export const weightCommand: RunCommand = (line, io) => {
  const [server = '', written = '', ...rest] = line.positionals
  return changeWeights('weight', weightOf(written), { ...line, positionals: [server, ...rest] }, io)
}

async function changeWeights(
  command: 'drain' | 'restore' | 'weight',
  weight: number | undefined,
  line: CommandLine,
  io: Io,
): Promise<number> {
  const [server = '', playbook = ''] = line.positionals
  const timeout = timeoutOf(line.flags)
  const about = command === 'weight' ? [server, String(weight)] : [server]
  return changeHosts(
    { command, about, subject: playbook, reportData: weightData, reportText: weightText, exitCode: weightExitCode },
    line,
    io,
    async () => {
      const { changeWeight } = await import('../../engine/weights/change-weight.ts')
      const request = requestOf(playbook, line, io)
      const assignment = await loadAssignment(request)
      const withoutServer = () =>
        loadAssignment({ ...request, limit: [request.limit ?? 'all', `!${server}`].join(':') })
      return (controller, options) =>
        changeWeight(assignment, controller, { ...options, command, server, weight, timeout, withoutServer })
    },
  )
}
