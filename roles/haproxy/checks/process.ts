import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import { CONFIG } from '../places.ts'
import { askSocket } from './counters.ts'

/**
 * HAProxy runs, and was loaded after its file was last written, or got what is new there by its socket: a failed reload
 * leaves the old process running.
 */
export function processCheck(host: string, socket: string): Check {
  return checkOf({
    title: `HAProxy of ${host} runs the current ${CONFIG}`,
    advice: `Look on ${host} why HAProxy did not take its file: journalctl -u haproxy.`,
    neverExcused: true,
    looks: {
      info: { from: host, run: askSocket(socket, 'show info') },
      fileAge: { from: host, run: sh`echo "$(($(date +%s) - $(stat -c %Y ${CONFIG})))"` },
      bySocket: { from: host, run: sh`if [ ${`${socket}.set`} -nt ${CONFIG} ]; then echo younger; fi` },
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
  /** `younger` if a weight was set by the socket after the file was written. */
  readonly bySocket: LookResult
}

export function judgeProcess({ info, fileAge, bySocket }: ProcessResults): Verdict {
  const version = /^Version: (\S+)/m.exec(info.output)?.[1]
  const uptime = /^Uptime_sec: (\d+)/m.exec(info.output)?.[1]
  if (info.status !== 0 || version === undefined || uptime === undefined)
    return { holds: false, saw: info.output.trim() || 'the admin socket does not answer' }
  const running = `HAProxy ${version}, up ${uptime} s`
  if (fileAge.status !== 0)
    return { holds: false, saw: `${running}; ${fileAge.output.trim() || 'its file cannot be read'}` }
  // Both are whole seconds, read one after the other.
  const isOlder = Number(uptime) > Number(fileAge.output.trim()) + 2
  if (!isOlder) return { holds: true, saw: running }
  const isSet = bySocket.output.trim() === 'younger'
  return {
    holds: isSet,
    saw: `${running}; its file was written after that${isSet ? ', and its weights were set by the socket' : ''}`,
  }
}
