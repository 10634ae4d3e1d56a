/** The script replaces everything between these two lines of a page. */
const BEGIN = /^<!-- picture: .*-->$/m
const END = '<!-- end of picture -->'

/** Returns the page with this picture. Throws if the page has no place for one. */
export function withPicture(page: string, picture: string): string {
  const begin = BEGIN.exec(page)
  const end = page.indexOf(END)
  if (begin === null || end < begin.index) throw new Error(`no place for the picture: <!-- picture: … --> and ${END}`)
  const from = begin.index + begin[0].length
  return `${page.slice(0, from)}\n\`\`\`mermaid\n${picture}\`\`\`\n${page.slice(end)}`
}
