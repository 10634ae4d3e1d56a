import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { keysIn } from '../../../../cli/run/secrets/identity-file.ts'
import { Secret } from '../../../../engine/secrets.ts'
import { encryptedToPassphrase, newAgeKey, recipientOfAgeKey } from '../../../../inventory/secrets/age.ts'
import {
  SSH_PASSPHRASE,
  SSH_PRIVATE_KEY,
  SSH_PUBLIC_KEY,
  SSH_WITH_PASSPHRASE,
} from '../../../inventory/secrets/ssh-keys.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const folder = temporaryFolder('identity')
/** Low, so that the tests are quick: the base-2 logarithm of scrypt's cost. */
const COST = 4

function fileOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const never = () => Promise.reject(new Error('asked'))
const answer = (passphrase: string) => () => Promise.resolve(new Secret(passphrase, 'test'))

test('keysIn() reads keys of age between comments', async (t) => {
  const keys = [await newAgeKey(), await newAgeKey()]
  const read = await keysIn(fileOf('two', `# created by age-keygen\n${keys.join('\n\n')}\r\n`), never)
  t.deepEqual(
    read.map(({ identity }) => identity),
    keys,
  )
  t.is(read[1]?.recipient, await recipientOfAgeKey(keys[1] ?? ''))
})

test('keysIn() reads keys that age encrypted to a passphrase', async (t) => {
  const key = await newAgeKey()
  const path = fileOf('behind-passphrase', await encryptedToPassphrase(`# anna\n${key}\n`, 'horse battery', COST))
  const [read] = await keysIn(path, answer('horse battery'))
  t.is(read?.identity, key)
  await t.throwsAsync(keysIn(path, answer('staple')), { message: /the passphrase is wrong/ })
})

test('keysIn() reads an SSH key, and asks for the passphrase of one that has it', async (t) => {
  const [plain] = await keysIn(fileOf('ssh', SSH_PRIVATE_KEY), never)
  t.is(plain?.recipient, SSH_PUBLIC_KEY)
  const path = fileOf('ssh-passphrase', SSH_WITH_PASSPHRASE)
  const [opened] = await keysIn(path, answer(SSH_PASSPHRASE))
  t.is(opened?.recipient, SSH_PUBLIC_KEY)
  await t.throwsAsync(keysIn(path, answer('staple')), { message: /the passphrase is wrong/ })
})

for (const [title, text, reason] of [
  ['an empty file', '\n# nothing\n', /it holds no key/],
  ['a plugin', 'AGE-PLUGIN-YUBIKEY-1QQ\n', /plugins of age are not supported/],
  ['a mistyped key, without showing it', 'AGE-SECRET-KEY-1HUNTER2\n', /it holds something else than keys of age/],
  ['a public key', 'age1qqqq\n', /it holds something else than keys of age/],
  ['a damaged SSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n', /it is no private key/],
] as const) {
  test(`keysIn() refuses ${title}`, async (t) => {
    const error = await t.throwsAsync(keysIn(fileOf(title, text), never), { message: reason })
    t.like(error, { code: 'authentication' })
    t.false(error.message.includes('HUNTER2'))
  })
}

test('keysIn() refuses a missing file', async (t) => {
  await t.throwsAsync(keysIn(join(folder, 'missing'), never), { message: /there is no such file/ })
})
