/** One directive a line. */
export type Lines = readonly string[]

/** `head { … }` with its body indented. */
export function block(head: string, ...body: readonly Lines[]): Lines {
  return [`${head} {`, ...body.flat().map((line) => (line === '' ? '' : `    ${line}`)), '}']
}

/** `keyword value;`, where there is a value. */
export function setting(keyword: string, value: string | number | boolean | undefined): Lines {
  if (value === undefined) return []
  return [`${keyword} ${typeof value === 'boolean' ? (value ? 'on' : 'off') : value};`]
}

/** What the user wrote for what we do not model, line by line. */
export function extra(written: string | undefined): Lines {
  return written === undefined || written === '' ? [] : written.split('\n')
}

/** One word between quotes; variables in it stay variables. */
export function quoted(value: string): string {
  return `"${value}"`
}

/** A whole file of ours. */
export function written(...lines: readonly Lines[]): string {
  return ['# Written by evenkeel. What is changed here is put back by its next apply.', ...lines.flat(), ''].join('\n')
}
