import test from 'ava'
import { masked, maskedPiece, shortened } from '../../../engine/secrets/masked.ts'
import { Secret } from '../../../engine/secrets.ts'

const value = `pa$$ "w'ö&rd/1`
new Secret(value, 'env:PASSWORD')
const bytes = Buffer.from(value)
const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

const written: readonly (readonly [form: string, text: string])[] = [
  ['as it is', value],
  ['JSON', JSON.stringify(value).slice(1, -1)],
  ['JSON inside JSON', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
  ['JSON in ASCII', JSON.stringify(value).slice(1, -1).replace('ö', '\\u00f6')],
  ['a URL', encodeURIComponent(value)],
  ['a form of a web page', new URLSearchParams({ a: value }).toString().slice(2)],
  ['a URL, every byte encoded', percent],
  ['a URL, twice encoded', encodeURIComponent(encodeURIComponent(value))],
  ['HTML', value.replace('&', '&amp;').replace('"', '&quot;').replace("'", '&#39;').replace('ö', '&#xF6;')],
  ['a word of the shell in single quotes', value.replace("'", `'\\''`)],
  ['a word of the shell, closed and opened by double quotes', value.replace("'", `'"'"'`)],
  ['a word of the shell with backslashes', value.replace(/[^\wö]/g, '\\$&')],
  ['hexadecimal digits', bytes.toString('hex')],
  ['hexadecimal digits in capitals', bytes.toString('hex').toUpperCase()],
  ['hexadecimal digits with colons', bytes.toString('hex').replace(/..(?!$)/g, '$&:')],
  ['hexadecimal digits in two lines', bytes.toString('hex').replace(/^.{10}/, '$&\n')],
]

for (const [form, text] of written)
  test(`masked() replaces a secret written as ${form}`, (t) => {
    t.is(masked(`before: ${text}, after`), 'before: ***, after')
  })

test('masked() replaces a secret in a form that has no mark but a plus or a double quote', (t) => {
  for (const secret of ['two long words', "it's one"]) new Secret(secret, 'test')
  t.is(masked('q=two+long+words'), 'q=***')
  t.is(masked(`echo 'it'"'"'s one'`), "echo '***'")
})

for (const alphabet of ['base64', 'base64url'] as const)
  for (const before of ['', 'u', 'us', 'user:'])
    test(`masked() replaces a secret in ${alphabet} behind ${before.length} bytes`, (t) => {
      const encoded = Buffer.from(`${before}${value} end`).toString(alphabet)
      const [head = '', tail = ''] = masked(`Basic ${encoded}`).slice('Basic '.length).split('***')
      t.true(encoded.startsWith(head) && encoded.endsWith(tail))
      t.true(head.length * 6 <= before.length * 8, head)
      t.true(tail.replace(/=+$/, '').length <= Math.ceil((' end'.length * 8) / 6), tail)
    })

test('masked() replaces a secret in base64 that is wrapped into lines', (t) => {
  const long = 'a-token-which-is-longer-than-one-line-of-base64-'.repeat(4)
  new Secret(long, 'test')
  const wrapped = Buffer.from(`token ${long}`).toString('base64').replace(/.{64}/g, '$&\n  ')
  const shown = masked(wrapped)
  t.regex(shown, /^[\w+/]{7}\*{3}[\w+/]?=*$/)
})

test('masked() replaces all secrets, the longest match of each, and every line of one', (t) => {
  new Secret('hunter2-and-more', 'test')
  new Secret('hunter2', 'test')
  new Secret('first line\n  second line\n', 'file:key')
  t.is(masked('x hunter2 y hunter2-and-more z'), 'x *** y *** z')
  t.is(masked('says: second line.'), 'says: ***.')
})

test('masked() replaces a secret that was given in the form of a URL as it is meant, too', (t) => {
  new Secret('s3cr%40et', 'env:URL_PASSWORD')
  t.is(masked('s3cr%40et is s3cr@et'), '*** is ***')
})

test('masked() takes no time for text that looks like an encoding without an end', (t) => {
  const started = performance.now()
  for (const part of ['\\', '%25', '&amp;', 'a', '70']) masked(part.repeat(50_000))
  t.true(performance.now() - started < 20_000)
})

test('masked() replaces a short secret behind a word for secrets, and alone on a line', (t) => {
  for (const short of ['on', '7', 'a&b']) new Secret(short, 'test')
  for (const [printed, shown] of [
    ['switched on and on, in 7 steps', 'switched on and on, in 7 steps'],
    ['password=on', 'password=***'],
    ['apiKey=7 and 7', 'apiKey=*** and ***'],
    ['auth_pass on, not only', 'auth_pass ***, not only'],
    ['{"API-Token":"7","port":77}', '{"API-Token":"***","port":77}'],
    ['the key is\n 7 \nof 7', 'the key is\n *** \nof 7'],
    ['PASSWORD: a%26b', 'PASSWORD: ***'],
    ['a compass points on', 'a compass points on'],
  ] as const)
    t.is(masked(printed), shown)
})

test('maskedPiece() replaces the part of a secret that stands where the text was cut', (t) => {
  const token = 'tok-8f3aZq9LmX2v'
  new Secret(token, 'test')
  for (let length = 1; length < token.length; length++) {
    t.is(maskedPiece(`said ${token.slice(0, length)}`, { end: true }), 'said ***')
    t.is(maskedPiece(`${token.slice(length)} it said`, { start: true }), '*** it said')
  }
  t.is(maskedPiece(token.slice(3, 9), { start: true, end: true }), '***')
  // Secrets of other tests in this process end with other characters.
  t.is(maskedPiece('§ tok-8f', { start: true }), '§ tok-8f')
  t.is(maskedPiece('(of it nothing)', { start: true, end: true }), '(of it nothing)')
})

test('maskedPiece() recognizes a secret that was cut inside a character', (t) => {
  new Secret('geheimnisträger', 'test')
  const cut = Buffer.from('geheimnisträger')
  t.is(maskedPiece(`ein ${cut.subarray(0, 12).toString()}`, { end: true }), 'ein ***')
  t.is(maskedPiece(`${cut.subarray(12).toString()} ist da`, { start: true }), '*** ist da')
})

test('shortened() masks before it cuts', (t) => {
  new Secret('0123456789-secret', 'test')
  t.is(shortened('x 0123456789-secret and more', 10), 'x *** and …')
  t.is(shortened('short', 10), 'short')
})
