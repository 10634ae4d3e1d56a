/** One line that Vagrant prints with `--machine-readable`. */
export interface MachineLine {
  /** The machine that it is about; empty for none. */
  readonly target: string
  readonly type: string
  readonly data: readonly string[]
}

/** Reads `TIMESTAMP,TARGET,TYPE,DATA…`. Undefined for any other line. */
export function readMachineLine(line: string): MachineLine | undefined {
  const [timestamp = '', target = '', type, ...data] = line.split(',')
  if (!/^\d+$/.test(timestamp) || type === undefined) return undefined
  return { target, type, data: data.map(unescaped) }
}

/** The hosts that run, of the output of `vagrant status --machine-readable`. */
export function runningIn(lines: readonly MachineLine[]): string[] {
  return lines.filter(({ type, data: [state] }) => type === 'state' && state === 'running').map(({ target }) => target)
}

/** What a line says to people, in lines; empty for data. */
export function textOf({ type, data: [, message = ''] }: MachineLine): string[] {
  if (type !== 'ui') return []
  return message.split(/\r?\n|\r/).filter((text) => text.trim() !== '')
}

/** Why Vagrant ended with an error, in its own words; undefined if it did not say so. */
export function failureIn(lines: readonly MachineLine[]): string | undefined {
  const exit = lines.findLast(({ type }) => type === 'error-exit')
  if (exit !== undefined) return exit.data[1]
  const errors = lines.filter(({ type, data: [kind] }) => type === 'ui' && kind === 'error').map(({ data }) => data[1])
  return errors.length === 0 ? undefined : errors.join('\n')
}

function unescaped(text: string): string {
  return text.replaceAll('%!(VAGRANT_COMMA)', ',').replaceAll('\\n', '\n').replaceAll('\\r', '\r')
}
