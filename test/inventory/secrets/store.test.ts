import test from 'ava'
import { recipientOf } from '../../../inventory/secrets/recipients.ts'
import { NO_IDENTITY_FITS, SecretStore } from '../../../inventory/secrets/store.ts'
import { storeText } from '../../../inventory/secrets/store-file.ts'
import { opened, person, storeFor } from './stores.ts'

const VALUES = { DB_PASSWORD: 'hunter2 from the store', KEY_PEM: 'line 1\nline 2: "ü"\n', EMPTY: '' }

test('SecretStore reads what was stored, with the key of each recipient', async (t) => {
  const [anna, bert] = [await person('anna@desk'), await person()]
  const file = await storeFor([anna, bert], VALUES)
  for (const { key } of [anna, bert]) {
    const store = await opened(file, key)
    t.deepEqual(store.names, ['DB_PASSWORD', 'EMPTY', 'KEY_PEM'])
    for (const [name, value] of Object.entries(VALUES)) t.is(await store.read(name), value)
  }
})

test('SecretStore.open() finds that no key fits', async (t) => {
  const file = await storeFor([await person()], VALUES)
  t.is(await SecretStore.open(file, [(await person()).key]), NO_IDENTITY_FITS)
  t.is(await SecretStore.open(file, []), NO_IDENTITY_FITS)
})

test('storeText() shows names and no values, and hides the length of a short value', async (t) => {
  const anna = await person('anna@desk')
  const texts = await Promise.all(['x', 'a long passphrase'].map(async (A) => storeText(await storeFor([anna], { A }))))
  t.regex(texts[0] ?? '', /^ {2}A: \|$/m)
  t.regex(texts[0] ?? '', /^ {2}- age1\w+ anna@desk$/m)
  t.notRegex(texts[1] ?? '', /a long/)
  t.is(texts[0]?.length, texts[1]?.length)
})

test('SecretStore.read() names the nearest secret', async (t) => {
  const anna = await person()
  const store = await opened(await storeFor([anna], VALUES), anna.key)
  const error = await t.throwsAsync(store.read('DB_PASWORD'), {
    message: 'There is no secret "DB_PASWORD" in secrets.yml',
  })
  t.like(error, { code: 'input', hint: 'Did you mean "DB_PASSWORD"? To store it: evenkeel secrets set DB_PASWORD' })
})

test('SecretStore.read() refuses a value that was moved to another name', async (t) => {
  const anna = await person()
  const file = await storeFor([anna], { A: 'value of A', B: 'value of B' })
  const swapped = {
    ...file,
    values: new Map([...file.values].map(([name, sealed]) => [name === 'A' ? 'B' : 'A', sealed])),
  }
  const store = await opened(swapped, anna.key)
  await t.throwsAsync(store.read('A'), { message: /Cannot trust secrets.yml: the value of "A" was stored as "B"/ })
})

test('SecretStore.read() refuses a value of another store with the same recipients', async (t) => {
  const anna = await person()
  const [ours, theirs] = [await storeFor([anna], { A: 'ours' }), await storeFor([anna], { A: 'theirs' })]
  const store = await opened({ ...ours, values: theirs.values }, anna.key)
  await t.throwsAsync(store.read('A'), { message: /the value of "A" is not of this store/ })
  const forged = await opened({ ...ours, seal: theirs.seal }, anna.key)
  await t.throwsAsync(forged.read('A'), { message: /the value of "A" is not of this store/ })
})

test('SecretStore refuses damaged text, wherever one character was changed', async (t) => {
  const anna = await person()
  const file = await storeFor([anna], { A: 'value of A' })
  const sealed = file.values.get('A') ?? ''
  for (let at = 40; at < sealed.length - 40; at += 29) {
    const other = sealed[at] === 'A' ? 'B' : 'A'
    const values = new Map([['A', sealed.slice(0, at) + other + sealed.slice(at + 1)]])
    await t.throwsAsync(
      (await opened({ ...file, values }, anna.key)).read('A'),
      { message: /Cannot trust/ },
      String(at),
    )
  }
  const seal = file.seal.replace(/.{5}\n-----END/, 'AAAAA\n-----END')
  await t.throwsAsync(SecretStore.open({ ...file, seal }, [anna.key]), { message: /its seal is damaged/ })
})

test('SecretStore.with() keeps the text of all other values, and can remove one', async (t) => {
  const anna = await person()
  const before = await storeFor([anna], VALUES)
  const after = await (await opened(before, anna.key)).with(
    new Map([
      ['DB_PASSWORD', 'new'],
      ['EMPTY', undefined],
    ]),
  )
  t.deepEqual([...after.values.keys()], ['DB_PASSWORD', 'KEY_PEM'])
  t.is(after.values.get('KEY_PEM'), before.values.get('KEY_PEM'))
  t.is(await (await opened(after, anna.key)).read('DB_PASSWORD'), 'new')
})

test('SecretStore.with() refuses recipients that were added by hand', async (t) => {
  const [anna, mallory] = [await person(), await person()]
  const file = await storeFor([anna], VALUES)
  const store = await opened({ ...file, recipients: [...file.recipients, mallory.recipient.key] }, anna.key)
  t.deepEqual(await store.recipientsByHand(), { added: [mallory.recipient.key], removed: [] })
  await t.throwsAsync(store.with(new Map([['A', 'new']])), { message: /its recipients were changed by hand/ })
  t.is(await store.read('DB_PASSWORD'), VALUES.DB_PASSWORD)
})

test('SecretStore.rekeyed() leaves nothing for a recipient that is gone', async (t) => {
  const [anna, bert] = [await person(), await person()]
  const before = await storeFor([anna], VALUES)
  const after = await (await opened(before, anna.key)).rekeyed([bert.recipient], undefined)
  t.is(await SecretStore.open(after, [anna.key]), NO_IDENTITY_FITS)
  const store = await opened(after, bert.key)
  for (const [name, value] of Object.entries(VALUES)) t.is(await store.read(name), value)
})

for (const [title, written, reason] of [
  ['a private key, without showing it', 'AGE-SECRET-KEY-1QQQQ', /^Cannot encrypt secrets to a private key: /],
  ['an RSA key', 'ssh-rsa AAAAB3NzaC1yc2E', /of SSH keys only ssh-ed25519 can be used/],
  ['half an SSH key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI', /of SSH keys only ssh-ed25519/],
  ['a mistyped key', 'age1qqqqqq', /not whole, or mistyped/],
  ['anything else', 'anna', /a public key is needed/],
] as const) {
  test(`recipientOf() refuses ${title}`, async (t) => {
    const error = await t.throwsAsync(recipientOf(written), { message: reason })
    t.false(error.message.includes('1QQQQ'))
  })
}
