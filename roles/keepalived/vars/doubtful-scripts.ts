const WRITABLE_BY_OTHERS = /(^|\s)\/(tmp|var\/tmp|dev\/shm|home)\//

const SHELLS = ['sh', 'bash', 'dash', 'ash', 'zsh']
/** Programs that run the command in their arguments. */
const WRAPPERS = ['env', 'nice', 'sudo', 'timeout']
const STOPPERS = ['systemctl', 'service', 'rc-service', 'invoke-rc.d', 'kill', 'killall', 'pkill']
const STOP = /\b(stop|restart|kill)\b.*\bkeepalived\b|\bkeepalived(\.service)?\s+(stop|restart)\b/
const NAMES_KEEPALIVED = /\bkeepalived\b/

/** Whether a script stops keepalived, which nothing starts again (rule 18). */
export function stopsKeepalived(script: string): boolean {
  return commandsOf(script).some(({ program, rest }) => {
    if (/\/init\.d\/keepalived$/.test(program)) return /^(stop|restart)\b/.test(rest)
    const name = baseOf(program)
    if (/^(kill|killall|pkill)$/.test(name)) return NAMES_KEEPALIVED.test(rest) && !sendsNothing(rest)
    return STOPPERS.includes(name) && STOP.test(rest)
  })
}

/** Whether a script looks for a process, such as `killall -0 haproxy`: track_process does it better (rule 18). */
export function looksForProcesses(script: string): boolean {
  return commandsOf(script).some(({ program, rest }) => {
    const name = baseOf(program)
    if (name === 'pgrep' || name === 'pidof') return true
    if (/^(kill|killall|pkill)$/.test(name)) return sendsNothing(rest)
    return name === 'ps' && /^[-a-z]*[aexC]/.test(rest)
  })
}

/** Whether users other than root can write a script's folder: keepalived does not run such a script (rule 19). */
export function isWritableByOthers(script: string): boolean {
  return WRITABLE_BY_OTHERS.test(script)
}

interface Command {
  readonly program: string
  readonly rest: string
}

/** The commands of a line: of its own program, or those in the line of a shell. Words of other arguments are no command. */
function commandsOf(line: string): readonly Command[] {
  const [, program = '', rest = ''] = /^\s*(\S+)\s*([\s\S]*)$/.exec(line) ?? []
  const name = baseOf(program)
  const [, shellLine] = /^-\w*c\w*\s+([\s\S]*)$/.exec(rest) ?? []
  if (SHELLS.includes(name) && shellLine !== undefined) return shellCommands(shellLine)
  if (WRAPPERS.includes(name)) return commandsOf(rest.replace(/^((-\S+|\w+=\S*|\d+[smh]?)\s+)*/, ''))
  // A line without a path is one that a shell has to read.
  if (!line.trimStart().startsWith('/')) return shellCommands(line)
  return [{ program, rest }]
}

/** The commands between `;`, `|`, `&`, parentheses and backquotes. */
function shellCommands(line: string): readonly Command[] {
  return line.split(/[;|&()`]+/).flatMap((part) => {
    const words = part.replaceAll(/['"]/g, ' ').trim()
    const [, program = '', rest = ''] =
      /^(?:(?:if|then|else|while|do|!|\w+=\S*)\s+)*(\S+)\s*([\s\S]*)$/.exec(words) ?? []
    return program === '' ? [] : [{ program, rest }]
  })
}

function baseOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1)
}

function sendsNothing(rest: string): boolean {
  return /(^|\s)(-0|-s\s+0)\b/.test(rest)
}
