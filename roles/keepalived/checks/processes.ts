import { basename } from 'node:path'
import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { TrackProcess } from '../vars/track.ts'
import type { KeepalivedVars } from '../vars/vars.ts'

/** The number of bytes that the kernel keeps of a process's name. */
const NAME_LENGTH = 15

/** The tracked processes run on each member: without them it cannot hold a virtual address. */
export function processChecks(vars: KeepalivedVars, members: readonly string[]): readonly Check[] {
  const tracked = vars.track_processes.filter((track) =>
    vars.instances.some((one) => one.track_process.includes(track.name)),
  )
  return members.flatMap((member) => tracked.map((track) => processCheck(member, track)))
}

function processCheck(member: string, track: TrackProcess): Check {
  return checkOf({
    title: `${member} runs ${track.name}, which its virtual addresses need`,
    advice: `Start ${track.process} on ${member}: without it no virtual address stays there.`,
    expects: [track.process, track.quorum],
    looks: { names: { from: member, run: sh`cat /proc/[0-9]*/comm 2>/dev/null | sort | uniq -c` } },
    within: 5,
    judge: ({ names }) => judgeProcesses(track, names),
  })
}

/** Counts a name among lines such as `      3 nginx`. */
export function judgeProcesses(
  { process, quorum }: Pick<TrackProcess, 'process' | 'quorum'>,
  result: LookResult,
): Verdict {
  if (result.status !== 0) return { holds: false, saw: result.output.trim() || 'no answer' }
  const [program = ''] = process.trim().split(/\s+/)
  const name = basename(program).slice(0, NAME_LENGTH)
  const lines = result.output.split('\n').map((line) => /^\s*(\d+) (.*)$/.exec(line))
  const count = Number(lines.find((line) => line?.[2] === name)?.[1] ?? 0)
  return { holds: count >= quorum, saw: `${count} of ${name} run${quorum > 1 ? `, ${quorum} are needed` : ''}` }
}
