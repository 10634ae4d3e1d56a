import test from 'ava'
import fc from 'fast-check'
import { masked, maskedPiece } from '../../engine/secrets/masked.ts'
import { Secret } from '../../engine/secrets.ts'

/** Five to twenty characters of what passwords and tokens are made of, and of what encodings change. */
const secret = fc
  .string({ unit: fc.constantFrom(...`abcXYZ0189 !"#$%&'()*+,-./:;<=>?@[\\]^_{|}~ßö€😀`), minLength: 5, maxLength: 20 })
  .filter((value) => value.trim() === value && value.length >= 5)
  .map((value) => `§${value}§`)

const around = fc.string({ unit: fc.constantFrom(...'klmn opq\n='), maxLength: 30 })

const encodings: Readonly<Record<string, (value: string) => string>> = {
  itself: (value) => value,
  json: (value) => JSON.stringify(value).slice(1, -1),
  jsonTwice: (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  url: encodeURIComponent,
  urlTwice: (value) => encodeURIComponent(encodeURIComponent(value)),
  form: (value) => new URLSearchParams({ a: value }).toString().slice(2),
  shell: (value) => value.replaceAll("'", `'\\''`),
  backslashes: (value) => value.replaceAll(/[^\p{L}\p{N}_]/gu, '\\$&'),
  html: (value) =>
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  hex: (value) => Buffer.from(value).toString('hex'),
}

for (const [name, encode] of Object.entries(encodings))
  test(`masked() leaves nothing of a secret encoded by ${name}`, (t) => {
    fc.assert(
      fc.property(secret, around, around, (value, before, after) => {
        new Secret(value, 'test')
        t.is(masked(`${before}\n${encode(value)}\n${after}`), `${before}\n***\n${after}`)
      }),
      { numRuns: 100 },
    )
  })

test('masked() leaves less than one character of a secret in base64, wherever it begins', (t) => {
  fc.assert(
    fc.property(secret, around, around, (value, before, after) => {
      new Secret(value, 'test')
      const encoded = Buffer.from(before + value + after).toString('base64')
      const [head = '', tail = ''] = masked(encoded).split('***')
      t.true(head.length * 6 <= Buffer.byteLength(before) * 8, head)
      t.true(tail.replace(/=+$/, '').length <= Math.ceil((Buffer.byteLength(after) * 8) / 6), tail)
    }),
    { numRuns: 100 },
  )
})

test('maskedPiece() leaves nothing of a secret wherever a text is cut', (t) => {
  fc.assert(
    fc.property(secret, fc.nat(), (value, at) => {
      new Secret(value, 'test')
      const cut = 1 + (at % (value.length - 1))
      t.is(maskedPiece(`<${value.slice(0, cut)}`, { end: true }), '<***')
      t.is(maskedPiece(`${value.slice(cut)}>`, { start: true }), '***>')
    }),
    { numRuns: 100 },
  )
})
