import { block, indented, type Lines } from '../../kit/config-text.ts'

/** Paths of the role's files. The forwarding comes before the files whose rulesets call it. */
export const DROP_INS = {
  forward: '/etc/rsyslog.d/40-evenkeel-forward.conf',
  haproxy: '/etc/rsyslog.d/42-evenkeel-haproxy.conf',
  receive: '/etc/rsyslog.d/44-evenkeel-receive.conf',
  extra: '/etc/rsyslog.d/46-evenkeel-extra.conf',
} as const

/** A RainerScript object: `action(type="omfile" …)`, one parameter a line if it is long. */
export function object(kind: string, parameters: Readonly<Record<string, string | number>>): Lines {
  const written = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)
  const line = `${kind}(${written.join(' ')})`
  return line.length <= 100 ? [line] : [`${kind}(`, ...indented(written), ')']
}

/** A ruleset with its statements indented. */
export function ruleset(name: string, ...statements: readonly Lines[]): Lines {
  return block(`ruleset(name="${name}")`, ...statements)
}
