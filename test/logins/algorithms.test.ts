import { spawnSync } from 'node:child_process'
import test from 'ava'
import { isIn, logIn, refusal } from './client.ts'
import { ensureRoot, Sshd } from './sshd.ts'

test.before(ensureRoot)

/** What OpenSSH offers by default, and what hardened servers leave of it. */
for (const config of [
  '',
  'KexAlgorithms mlkem768x25519-sha256',
  'KexAlgorithms curve25519-sha256@libssh.org',
  'KexAlgorithms diffie-hellman-group-exchange-sha256',
  'KexAlgorithms diffie-hellman-group18-sha512',
  'Ciphers chacha20-poly1305@openssh.com',
  'Ciphers aes256-gcm@openssh.com',
  'Ciphers aes256-ctr\nMACs hmac-sha2-512-etm@openssh.com',
  'Ciphers chacha20-poly1305@openssh.com\nKexAlgorithms mlkem768x25519-sha256\nRekeyLimit 256K',
])
  test.serial(`connect() agrees with ${config.replaceAll('\n', ', ') || "OpenSSH's defaults"}`, async (t) => {
    const sshd = await Sshd.start(t, async () => ({ config }))
    const connection = logIn(t, sshd, sshd.config())
    await isIn(t, connection)
    const { stdout } = await (await connection).script('head -c 2000000 /dev/zero | tr "\\0" x')
    t.is(stdout.length, 2_000_000)
  })

for (const [config, kind] of [
  ['KexAlgorithms sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com', 'key exchange'],
  ['Ciphers aes256-cbc,3des-cbc', 'cipher'],
  ['Ciphers aes256-ctr\nMACs umac-128@openssh.com,hmac-sha1', 'MAC'],
] as const)
  test.serial(`connect() lists what the host and evenkeel have: ${config.replaceAll('\n', ', ')}`, async (t) => {
    const sshd = await Sshd.start(t, async () => ({ config }))
    const names = config.split(' ').at(-1)?.replace(',', ', ')
    const { message } = await refusal(t, logIn(t, sshd, sshd.config()))
    t.true(
      message.startsWith(`Cannot log in to lb1: it offers no ${kind} that evenkeel has. It offers ${names}`),
      message,
    )
  })

test.serial("connect() lists the host's key types as OpenSSH's client does", async (t) => {
  const sshd = await Sshd.start(t, async (own) => {
    await own.key('old', 'rsa')
    return { config: 'HostKey /etc/ssh/old\nHostKeyAlgorithms ssh-rsa', files: { 'etc/ssh/old': own.read('old') } }
  })
  const config = sshd.config()
  const { message } = await refusal(t, logIn(t, sshd, config))
  t.regex(message, /it offers no type of host key that evenkeel has\. It offers ssh-rsa; evenkeel has ssh-ed25519, /)
  const { stderr } = spawnSync('ssh', ['-F', config, '-p', `${sshd.port}`, '127.0.0.1'], { encoding: 'utf8' })
  t.regex(stderr, /no matching host key type found\. Their offer: ssh-rsa/)
})
