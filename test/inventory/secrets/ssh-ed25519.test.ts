import test from 'ava'
import { openEd25519Key } from '../../../engine/host/ed25519-seed.ts'
import { decrypted, encrypted } from '../../../inventory/secrets/age.ts'
import { sshIdentity, sshKeyOf, sshRecipient, sshRecipientText } from '../../../inventory/secrets/ssh-ed25519.ts'

/** Made by `ssh-keygen -t ed25519`, for these tests only. */
const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOCZs0WZ3Az70OWx5a1Ld+Sws19g6+gbd/JrFk0X4NJ'
const PRIVATE_KEY = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACATgmbNFmdwM+9DlseWtS3fksLNfYOvoG3fyaxZNF+DSQAAAIjuWAQX7lgE
FwAAAAtzc2gtZWQyNTUxOQAAACATgmbNFmdwM+9DlseWtS3fksLNfYOvoG3fyaxZNF+DSQ
AAAEAJt3JN577/P4mq3WKbr5AlmHUV1u1df25VxEu4dGou+ROCZs0WZ3Az70OWx5a1Ld+S
ws19g6+gbd/JrFk0X4NJAAAABHRlc3QB
-----END OPENSSH PRIVATE KEY-----
`
/** The same key with a passphrase. */
const WITH_PASSPHRASE = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABCrp32UPY
tVpNkYzxkcnxYFAAAABAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIBOCZs0WZ3Az70OW
x5a1Ld+Sws19g6+gbd/JrFk0X4NJAAAAkJcQhHnt21AM11HVttG94Un6lQ9BLEstu1+ogU
o6ySGocfjPHA8EyEYuyYIMScehJ4JDPwhluWZ+KY5yJAdq3osH54tAhf8Me4xUXjlNw5Dg
7vm0Q6xXTS3vP+qCG35g3U4rl6hN2EwxKVtykj46TE2WWBzNfgSw/KvHePUxVwxxY+XZqn
WAoiHp8FJrR9HbUg==
-----END OPENSSH PRIVATE KEY-----
`
const PASSPHRASE = 'correct horse'
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
  const key = openEd25519Key(Buffer.from(PRIVATE_KEY))
  if (key.kind !== 'ed25519') throw new Error(key.kind)
  return sshIdentity(key.publicKey, key.seed)
}

test('sshIdentity() opens what age encrypted', async (t) => {
  t.deepEqual(await decrypted(BY_AGE, [identity()]), { text: 'written by age 1.1.1' })
})

test('sshRecipient() encrypts so that sshIdentity() opens it', async (t) => {
  const recipient = sshRecipient(sshKeyOf(PUBLIC_KEY) ?? new Uint8Array())
  const sealed = await encrypted('written here', [recipient])
  t.deepEqual(await decrypted(sealed, [identity()]), { text: 'written here' })
})

test('openEd25519Key() asks for the passphrase of a key, and reads the same key with it', (t) => {
  const bytes = Buffer.from(WITH_PASSPHRASE)
  t.is(openEd25519Key(bytes).kind, 'encrypted')
  t.is(openEd25519Key(bytes, 'wrong').kind, 'encrypted')
  t.deepEqual(openEd25519Key(bytes, PASSPHRASE), openEd25519Key(Buffer.from(PRIVATE_KEY)))
})

test('openEd25519Key() reads no other file', (t) => {
  t.is(openEd25519Key(Buffer.from('AGE-SECRET-KEY-1')).kind, 'unreadable')
})

test('sshKeyOf() and sshRecipientText() are inverse', (t) => {
  const blob = sshKeyOf(`${PUBLIC_KEY} anna@desk`)
  t.is(blob && sshRecipientText(blob), PUBLIC_KEY)
  t.is(sshKeyOf(PUBLIC_KEY.replace('AAAAC3', 'AAAAC4')), undefined)
})
