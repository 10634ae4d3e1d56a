/** Base64 without padding, as age's header holds it. */
export function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}

/** The bytes of {@link unpadded} text; undefined if it is not the text of so many bytes. */
export function bytesOfUnpadded(text: string | undefined, length: number): Uint8Array | undefined {
  const bytes = Buffer.from(text ?? '', 'base64')
  return bytes.length === length && unpadded(bytes) === text ? bytes : undefined
}
