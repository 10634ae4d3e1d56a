const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A string literal of Ruby. In Ruby's double quotes, `#{…}` is code. */
export function rubyString(text: string): string {
  const inner = text.replaceAll(/["\\#]|\p{Cc}/gu, (character) => NAMED[character] ?? escaped(character))
  return `"${inner}"`
}

function escaped(character: string): string {
  if (/["\\#]/.test(character)) return `\\${character}`
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
