import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import { CONFIG } from '../places.ts'
import { askSocket } from './counters.ts'

/** HAProxy runs, and has read its file since that was last written: a reload that failed leaves the old one at work. */
export function processCheck(host: string, socket: string): Check {
  return {
    title: `HAProxy of ${host} runs what ${CONFIG} says`,
    looks: [
      { from: host, run: askSocket(socket, 'show info') },
      { from: host, run: sh`echo "$(($(date +%s) - $(stat -c %Y ${CONFIG})))"` },
    ],
    within: 10,
    judge: ([info, age]) => judgeProcess(info, age),
  }
}

/** `info`: `show info`; `age`: the file's age in seconds. */
export function judgeProcess(info: LookResult | undefined, age: LookResult | undefined): Verdict {
  const said = info?.output ?? ''
  const version = /^Version: (\S+)/m.exec(said)?.[1]
  const uptime = /^Uptime_sec: (\d+)/m.exec(said)?.[1]
  if (info?.status !== 0 || version === undefined || uptime === undefined)
    return { holds: false, saw: said.trim() || 'nobody answers at the admin socket' }
  const running = `HAProxy ${version}, up ${uptime} s`
  if (age?.status !== 0) return { holds: false, saw: `${running}; ${age?.output.trim() || 'its file cannot be read'}` }
  // Both are whole seconds, read one after the other.
  const isOlder = Number(uptime) > Number(age.output.trim()) + 2
  return { holds: !isOlder, saw: isOlder ? `${running}; its file was written after that` : running }
}
