import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { Keys } from '../../engine/host/identities.ts'
import { PausableTimeout } from '../../engine/host/pausable-timeout.ts'
import { Questions } from '../../engine/host/questions.ts'
import { loginSettings } from '../../engine/host/settings.ts'
import { openPrivateKey, publicKeyIn } from '../../engine/host/ssh.ts'
import { SshConfig } from '../../engine/host/ssh-config.ts'
import { Secret } from '../../engine/secrets.ts'
import { newEd25519Key } from '../support/ssh-server.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const folder = temporaryFolder('keys')
const locked = newEd25519Key('open sesame')
const plain = newEd25519Key()
writeFileSync(join(folder, 'locked'), locked.private)
writeFileSync(join(folder, 'plain'), plain.private)
writeFileSync(join(folder, 'text'), 'not a key\n')

const blob = (line: string) => Buffer.from(line.split(' ')[1] ?? '', 'base64')

function keysWith(answers: readonly string[] | undefined): { keys: Keys; asked: string[] } {
  const asked: string[] = []
  const rest = [...(answers ?? [])]
  const ask = async ({ prompt }: { prompt: string }) => {
    asked.push(prompt)
    return new Secret(rest.shift() ?? '', 'typed')
  }
  return { keys: new Keys(new Questions(answers && ask, new PausableTimeout())), asked }
}

const settingsWith = (files: readonly string[], identityFile?: string) =>
  loginSettings(
    { name: 'lb1', address: 'lb1', identityFile },
    SshConfig.parse(`IdentityAgent none\n${files.map((file) => `IdentityFile ${folder}/${file}\n`).join('')}`),
  )

test('publicKeyIn() reads the public key of a private key with a passphrase', (t) => {
  t.deepEqual(publicKeyIn(Buffer.from(locked.private)), blob(locked.public))
  t.deepEqual(publicKeyIn(Buffer.from(plain.private)), blob(plain.public))
  t.deepEqual(publicKeyIn(Buffer.from(plain.public)), blob(plain.public))
  t.is(publicKeyIn(Buffer.from('not a key')), undefined)
})

test('openPrivateKey() distinguishes a wrong passphrase from a broken file', (t) => {
  t.is(openPrivateKey(Buffer.from(locked.private)).kind, 'encrypted')
  t.is(openPrivateKey(Buffer.from(locked.private), 'wrong').kind, 'encrypted')
  t.is(openPrivateKey(Buffer.from(locked.private), 'open sesame').kind, 'key')
  t.is(openPrivateKey(Buffer.from('not a key')).kind, 'unreadable')
})

test('Keys.ring() asks for no passphrase before a host has accepted the key', async (t) => {
  const { keys, asked } = keysWith(['open sesame'])
  const { identities } = await keys.ring(settingsWith(['plain', 'locked']))
  t.deepEqual(
    identities.map(({ source }) => source),
    [join(folder, 'plain'), join(folder, 'locked')],
  )
  t.deepEqual(asked, [])
})

test('Keys.ring() opens a key once for many hosts', async (t) => {
  const { keys, asked } = keysWith(['open sesame'])
  const rings = await Promise.all(Array.from({ length: 50 }, () => keys.ring(settingsWith(['locked']))))
  const signatures = await Promise.all(
    rings.map(({ identities }) => identities[0]?.sign(Buffer.from('data'), undefined)),
  )
  t.is(new Set(signatures.map((signature) => signature?.toString('hex'))).size, 1)
  t.deepEqual(asked, [`Passphrase of ${folder}/locked`])
})

test('Keys.ring() lets the user try a passphrase three times', async (t) => {
  const { keys, asked } = keysWith(['one', 'two', 'open sesame'])
  const { identities } = await keys.ring(settingsWith(['locked']))
  t.true(Buffer.isBuffer(await identities[0]?.sign(Buffer.from('data'), undefined)))
  t.is(asked.length, 3)
})

for (const [who, answers] of [
  ['there is no terminal to ask', undefined],
  ['no answer opens the key', ['a', 'b', 'c', 'open sesame']],
] as const)
  test(`Keys.ring() returns an identity that fails to sign if ${who}`, async (t) => {
    const { identities } = await keysWith(answers).keys.ring(settingsWith(['locked']))
    const error = await t.throwsAsync(async () => identities[0]?.sign(Buffer.from('data'), undefined), {
      instanceOf: EvenkeelError,
    })
    t.is(error?.code, 'authentication')
  })

test('Keys.ring() takes an empty passphrase as none, and asks no further', async (t) => {
  const { keys, asked } = keysWith(['', 'open sesame'])
  const { identities } = await keys.ring(settingsWith(['locked']))
  const error = await t.throwsAsync(async () => identities[0]?.sign(Buffer.from('data'), undefined))
  t.is(error?.message, `${folder}/locked is not used: no passphrase was given`)
  t.is(asked.length, 1)
})

test('Keys.ring() notes files that cannot be used', async (t) => {
  const { identities, notes } = await keysWith(undefined).keys.ring(settingsWith(['none', 'text']))
  t.deepEqual(identities, [])
  t.deepEqual(notes, [`${folder}/none cannot be read`, `${folder}/text is not a key that evenkeel can use`])
})

for (const file of ['none', 'text'])
  test(`Keys.ring() refuses the inventory's own key file if it is ${file}`, async (t) => {
    const ring = keysWith(undefined).keys.ring(settingsWith(['plain'], join(folder, file)))
    t.is((await t.throwsAsync(ring, { instanceOf: EvenkeelError }))?.code, 'authentication')
  })

test("Keys.ring() offers the inventory's own key first", async (t) => {
  const { identities } = await keysWith(undefined).keys.ring(settingsWith(['plain', 'locked'], join(folder, 'locked')))
  t.deepEqual(
    identities.map(({ source }) => source),
    [join(folder, 'locked'), join(folder, 'plain')],
  )
})

const TOKEN = 'sk-ssh-ed25519@openssh.com'
const field = (value: string | Buffer) => {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
const tokenKey = Buffer.concat([field(TOKEN), field(Buffer.alloc(32, 7)), field('ssh:')])
/** As ssh-keygen -t ed25519-sk writes it, up to the part that evenkeel does not read. */
const tokenFile = Buffer.concat([
  Buffer.from('openssh-key-v1\0'),
  field('none'),
  field('none'),
  field(''),
  Buffer.from([0, 0, 0, 1]),
  field(tokenKey),
])
writeFileSync(
  join(folder, 'token'),
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${tokenFile.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`,
)
writeFileSync(join(folder, 'token.pub'), `${TOKEN} ${tokenKey.toString('base64')} me\n`)

test('Keys.ring() says that the key of a FIDO token is not used', async (t) => {
  const { keys } = keysWith(undefined)
  const { identities, notes } = await keys.ring(settingsWith(['token', 'token.pub', 'plain']))
  t.deepEqual(
    identities.map(({ source }) => source),
    [join(folder, 'plain')],
  )
  const what = 'is the key of a FIDO token (sk-), which evenkeel cannot use'
  t.deepEqual(notes, [`${folder}/token ${what}`, `${folder}/token.pub ${what}`])
  const own = settingsWith([], join(folder, 'token'))
  const error = await t.throwsAsync(keys.ring(own), { instanceOf: EvenkeelError, message: /FIDO token/ })
  t.is(error?.hint, 'Name another key by identity_file, or a certificate for one.')
})
