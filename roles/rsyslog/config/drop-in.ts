/** Where the role's files lie. The forwarding comes before those whose rulesets call it. */
export const DROP_INS = {
  forward: '/etc/rsyslog.d/40-evenkeel-forward.conf',
  haproxy: '/etc/rsyslog.d/42-evenkeel-haproxy.conf',
  receive: '/etc/rsyslog.d/44-evenkeel-receive.conf',
  extra: '/etc/rsyslog.d/46-evenkeel-extra.conf',
} as const

/** A whole drop-in file. */
export function dropIn(...lines: readonly string[]): string {
  return ['# Written by evenkeel. What is changed here is put back by its next apply.', ...lines, ''].join('\n')
}

/** A RainerScript object: `action(type="omfile" …)`, one parameter a line where there are many. */
export function object(kind: string, parameters: Readonly<Record<string, string | number>>): string {
  const written = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)
  const line = `${kind}(${written.join(' ')})`
  if (line.length <= 100) return line
  return [`${kind}(`, ...written.map((one) => `    ${one}`), ')'].join('\n')
}

/** A ruleset with its statements indented. */
export function ruleset(name: string, statements: readonly string[]): string {
  const body = statements.flatMap((statement) => statement.split('\n')).map((line) => `    ${line}`)
  return [`ruleset(name="${name}") {`, ...body, '}'].join('\n')
}
