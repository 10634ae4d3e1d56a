import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import { CONFIG } from '../places.ts'
import { askSocket } from './counters.ts'

/** HAProxy runs, and was loaded after its file was last written: a failed reload leaves the old process running. */
export function processCheck(host: string, socket: string): Check {
  return checkOf({
    title: `HAProxy of ${host} runs the current ${CONFIG}`,
    advice: `Look on ${host} why HAProxy did not take its file: journalctl -u haproxy.`,
    neverExcused: true,
    looks: {
      info: { from: host, run: askSocket(socket, 'show info') },
      fileAge: { from: host, run: sh`echo "$(($(date +%s) - $(stat -c %Y ${CONFIG})))"` },
    },
    within: 10,
    judge: judgeProcess,
  })
}

interface ProcessResults {
  /** `show info`. */
  readonly info: LookResult
  /** The age of haproxy.cfg in seconds. */
  readonly fileAge: LookResult
}

export function judgeProcess({ info, fileAge }: ProcessResults): Verdict {
  const version = /^Version: (\S+)/m.exec(info.output)?.[1]
  const uptime = /^Uptime_sec: (\d+)/m.exec(info.output)?.[1]
  if (info.status !== 0 || version === undefined || uptime === undefined)
    return { holds: false, saw: info.output.trim() || 'the admin socket does not answer' }
  const running = `HAProxy ${version}, up ${uptime} s`
  if (fileAge.status !== 0)
    return { holds: false, saw: `${running}; ${fileAge.output.trim() || 'its file cannot be read'}` }
  // Both are whole seconds, read one after the other.
  const isOlder = Number(uptime) > Number(fileAge.output.trim()) + 2
  return { holds: !isOlder, saw: isOlder ? `${running}; its file was written after that` : running }
}
