import test from 'ava'
import { openEd25519Key } from '../../../engine/host/ed25519-seed.ts'
import { decrypted, encrypted } from '../../../inventory/secrets/age.ts'
import { sshIdentity, sshKeyOf, sshRecipient, sshRecipientText } from '../../../inventory/secrets/ssh-ed25519.ts'
import { SSH_PASSPHRASE, SSH_PRIVATE_KEY, SSH_PUBLIC_KEY, SSH_WITH_PASSPHRASE } from './ssh-keys.ts'

/** What `age -a -R id_ed25519.pub` of Debian's age 1.1.1 made of a line. */
const BY_AGE = `-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNzaC1lZDI1NTE5IHMwSW9EUSA2MENP
cDJMb0srTG9LajFxa28wbnlDamIzM1U4U1Yxb085TjVQYmV6aDJzClBVWk9OT0Zk
R21VYzcvNk1IbG43cSs5eWZRYjJ0cnQxbklhU2JGa2E2ajAKLS0tIExlVHd2SVpP
bitzdkg4bE92UGpoZE9PcCtwRngxRDNJNEkwaWE5Ty91TEUKKKzhenq1GRjBFg3D
l9xVlTV6WuoAX53irLfNdj42Kw526Y4Dxgh6d3WI+JGmkvUsR98iew==
-----END AGE ENCRYPTED FILE-----
`

function identity() {
  const key = openEd25519Key(Buffer.from(SSH_PRIVATE_KEY))
  if (key.kind !== 'ed25519') throw new Error(key.kind)
  return sshIdentity(key.publicKey, key.seed)
}

test('sshIdentity() opens what age encrypted', async (t) => {
  t.deepEqual(await decrypted(BY_AGE, [identity()]), { text: 'written by age 1.1.1' })
})

test('sshRecipient() encrypts so that sshIdentity() opens it', async (t) => {
  const recipient = sshRecipient(sshKeyOf(SSH_PUBLIC_KEY) ?? new Uint8Array())
  const sealed = await encrypted('written here', [recipient])
  t.deepEqual(await decrypted(sealed, [identity()]), { text: 'written here' })
})

test('openEd25519Key() asks for the passphrase of a key, and reads the same key with it', (t) => {
  const bytes = Buffer.from(SSH_WITH_PASSPHRASE)
  t.is(openEd25519Key(bytes).kind, 'encrypted')
  t.is(openEd25519Key(bytes, 'wrong').kind, 'encrypted')
  t.deepEqual(openEd25519Key(bytes, SSH_PASSPHRASE), openEd25519Key(Buffer.from(SSH_PRIVATE_KEY)))
})

test('openEd25519Key() reads no other file', (t) => {
  t.is(openEd25519Key(Buffer.from('AGE-SECRET-KEY-1')).kind, 'unreadable')
})

test('sshKeyOf() and sshRecipientText() are inverse', (t) => {
  const blob = sshKeyOf(`${SSH_PUBLIC_KEY} anna@desk`)
  t.is(blob && sshRecipientText(blob), SSH_PUBLIC_KEY)
  t.is(sshKeyOf(SSH_PUBLIC_KEY.replace('AAAAC3', 'AAAAC4')), undefined)
})
