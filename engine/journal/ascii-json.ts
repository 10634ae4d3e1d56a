/** JSON in ASCII only, so that its length in bytes on a host is its length in characters here. */
export function asciiJson(value: unknown, indent?: number): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, indent).replace(/[\u007f-\uffff]/g, escaped)
}
