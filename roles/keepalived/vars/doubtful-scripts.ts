const STOPS_KEEPALIVED = /(stop|restart|kill|killall|pkill)\b.*\bkeepalived|keepalived\s+(stop|restart)/
const LOOKS_FOR_PROCESSES = /(^|[/\s"'`])(pgrep|pidof|(killall|pkill|kill)\s+-0|ps\s+[-a-z]*[aexC])\b/
const WRITABLE_BY_OTHERS = /(^|\s)\/(tmp|var\/tmp|dev\/shm|home)\//

/** After that nothing starts keepalived again (rule 18). */
export function stopsKeepalived(script: string): boolean {
  return STOPS_KEEPALIVED.test(script)
}

/** `killall -0 haproxy` and the like, for which keepalived has better means (rule 18). */
export function looksForProcesses(script: string): boolean {
  return LOOKS_FOR_PROCESSES.test(script)
}

/** Where others than root can write, keepalived runs no script (rule 19). */
export function isWritableByOthers(script: string): boolean {
  return WRITABLE_BY_OTHERS.test(script)
}
