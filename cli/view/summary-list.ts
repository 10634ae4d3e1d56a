/** Names with their summaries, in two columns. */
export function summaryList(all: readonly { readonly name: string; readonly summary: string }[]): string {
  const width = Math.max(...all.map(({ name }) => name.length))
  return all.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join('')
}
