const STOPS_KEEPALIVED = /(stop|restart|kill|killall|pkill)\b.*\bkeepalived|keepalived\s+(stop|restart)/
const LOOKS_FOR_PROCESSES = /(^|[/\s"'`])(pgrep|pidof|(killall|pkill|kill)\s+-0|ps\s+[-a-z]*[aexC])\b/
const WRITABLE_BY_OTHERS = /(^|\s)\/(tmp|var\/tmp|dev\/shm|home)\//

/** Whether a script stops keepalived, which nothing starts again (rule 18). */
export function stopsKeepalived(script: string): boolean {
  return STOPS_KEEPALIVED.test(script)
}

/** Whether a script looks for a process, such as `killall -0 haproxy`: track_process does it better (rule 18). */
export function looksForProcesses(script: string): boolean {
  return LOOKS_FOR_PROCESSES.test(script)
}

/** Whether users other than root can write a script's folder: keepalived does not run such a script (rule 19). */
export function isWritableByOthers(script: string): boolean {
  return WRITABLE_BY_OTHERS.test(script)
}
