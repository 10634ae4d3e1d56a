import test, { type ExecutionContext } from 'ava'
import { Secret } from '../../engine/secrets.ts'
import { sh } from '../../engine/shell.ts'
import { runProgram } from '../../lab/command.ts'
import { agentWith } from './agent.ts'
import { isIn, logIn, refusal } from './client.ts'
import { ensureRoot, Sshd } from './sshd.ts'

test.before(ensureRoot)

// Certificates of users

/** A server that accepts certificates of the client's `authority`, and no key. */
async function trusting(t: ExecutionContext, authorityType = 'ed25519'): Promise<Sshd> {
  return Sshd.start(t, async (sshd) => ({
    config: 'TrustedUserCAKeys /etc/ssh/authority.pub\nAuthorizedKeysFile none',
    files: { 'etc/ssh/authority.pub': await sshd.key('authority', authorityType) },
  }))
}

for (const type of ['ed25519', 'ecdsa', 'rsa'])
  test.serial(`connect() logs in with a certificate beside a key of the type ${type}`, async (t) => {
    const sshd = await trusting(t, type)
    await sshd.key('certified', type)
    const config = sshd.config(`IdentityFile ${sshd.path('certified')}`)
    const { message } = await refusal(t, logIn(t, sshd, config))
    t.regex(message, /^Cannot log in to lb1 as root: /)
    await sshd.sign('authority', 'certified', '-n', 'root')
    await isIn(t, logIn(t, sshd, config))
  })

test.serial('connect() opens the key of a certificate with its passphrase', async (t) => {
  const sshd = await trusting(t)
  await sshd.key('locked', 'ed25519', 'open sesame')
  await sshd.sign('authority', 'locked', '-n', 'root')
  const ask = async () => new Secret('open sesame', 'typed')
  await isIn(t, logIn(t, sshd, sshd.config(`IdentityFile ${sshd.path('locked')}`), { ask }))
})

test.serial('connect() follows CertificateFile', async (t) => {
  const sshd = await trusting(t)
  await sshd.sign('authority', 'id', '-n', 'root')
  await runProgram('mv', [sshd.path('id-cert.pub'), sshd.path('elsewhere')])
  await isIn(t, logIn(t, sshd, sshd.config(`CertificateFile ${sshd.path('elsewhere')}`)))
})

test.serial('connect() says why a certificate is not accepted', async (t) => {
  const sshd = await trusting(t)
  await sshd.sign('authority', 'id', '-n', 'root', '-V', '20200101:20200102')
  t.regex((await refusal(t, logIn(t, sshd, sshd.config()))).message, /id-cert\.pub expired at 2020-01-0/)
  await sshd.sign('authority', 'id', '-h', '-n', 'root')
  t.regex((await refusal(t, logIn(t, sshd, sshd.config()))).message, /id-cert\.pub is not a certificate for a user/)
  sshd.file('id-cert.pub', 'rubbish\n')
  t.regex(
    (await refusal(t, logIn(t, sshd, sshd.config()))).message,
    /id-cert\.pub is not a certificate that evenkeel can use/,
  )
  await sshd.sign('authority', 'host', '-n', 'root')
  const other = sshd.config(`CertificateFile ${sshd.path('host-cert.pub')}`)
  t.regex((await refusal(t, logIn(t, sshd, other))).message, /host-cert\.pub is for a key that is not there/)
})

for (const type of ['ed25519', 'ecdsa', 'rsa'])
  test.serial(`connect() logs in with a certificate of the agent, of the type ${type}`, async (t) => {
    const sshd = await trusting(t)
    await sshd.key('held', type)
    await sshd.sign('authority', 'held', '-n', 'root')
    const agent = await agentWith(t, sshd, 'held')
    await isIn(t, logIn(t, sshd, sshd.config(`IdentityAgent ${agent}`)))
  })

test.serial('connect() logs in with a certificate that only the agent has, of a key in a file', async (t) => {
  const sshd = await trusting(t)
  await sshd.key('held')
  await sshd.sign('authority', 'held', '-n', 'root')
  const agent = await agentWith(t, sshd, 'held')
  await runProgram('rm', [sshd.path('held-cert.pub')])
  for (const more of ['', '\nIdentitiesOnly yes'])
    await isIn(t, logIn(t, sshd, sshd.config(`IdentityAgent ${agent}\nIdentityFile ${sshd.path('held')}${more}`)))
})

test.serial('connect() logs in with a certificate in a file for a key of the agent', async (t) => {
  const sshd = await trusting(t)
  await sshd.key('held')
  const agent = await agentWith(t, sshd, 'held')
  await sshd.sign('authority', 'held', '-n', 'root')
  await runProgram('rm', [sshd.path('held')])
  await isIn(t, logIn(t, sshd, sshd.config(`IdentityAgent ${agent}\nIdentityFile ${sshd.path('held')}`)))
})

// Certificates of hosts

interface HostOptions {
  readonly type?: string
  /** Options of `ssh-keygen -s`. */
  readonly sign?: readonly string[]
  readonly config?: string
}

/** A server whose key the client's `authority` has signed. */
async function certified(t: ExecutionContext, options: HostOptions = {}): Promise<Sshd> {
  const { type = 'ed25519', sign = ['-h', '-n', '127.0.0.1'], config = '' } = options
  return Sshd.start(t, async (sshd) => {
    await sshd.key('authority', type)
    await sshd.key('signed', type)
    await sshd.sign('authority', 'signed', ...sign)
    return {
      config: `HostKey /etc/ssh/signed\nHostCertificate /etc/ssh/signed-cert.pub\n${config}`,
      files: {
        'etc/ssh/signed': sshd.read('signed'),
        'etc/ssh/signed-cert.pub': sshd.read('signed-cert.pub'),
      },
    }
  })
}

function authorityLine(sshd: Sshd, name = 'authority'): string {
  return `@cert-authority 127.0.0.* ${sshd.read(`${name}.pub`)}`
}

for (const type of ['ed25519', 'ecdsa', 'rsa'])
  test.serial(`connect() trusts a host by its certificate, of the type ${type}`, async (t) => {
    const sshd = await certified(t, { type })
    await isIn(t, logIn(t, sshd, sshd.config('', authorityLine(sshd))))
  })

for (const kex of [
  'curve25519-sha256',
  'ecdh-sha2-nistp384',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group-exchange-sha256',
  'mlkem768x25519-sha256',
])
  test.serial(`connect() trusts a certificate after an exchange of keys with ${kex}`, async (t) => {
    const sshd = await certified(t, { config: `KexAlgorithms ${kex}` })
    await isIn(t, logIn(t, sshd, sshd.config('', authorityLine(sshd))))
  })

async function* chunks(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield Buffer.alloc(size)
}

test.serial('connect() keeps a login whose keys are exchanged again and again', async (t) => {
  const sshd = await certified(t, { config: 'RekeyLimit 256K' })
  const connection = await logIn(t, sshd, sshd.config('', authorityLine(sshd)))
  const { stdout } = await connection.script('head -c 3000000 /dev/zero | tr "\\0" x')
  t.is(stdout.length, 3_000_000)
  const { stdout: counted } = await connection.command(sh`wc -c`, { input: chunks(40, 65_536) })
  t.is(counted.trim(), String(40 * 65_536))
})

for (const [what, sign, message] of [
  ['has expired', ['-h', '-n', '127.0.0.1', '-V', '20200101:20200102'], /that expired at 2020-01-0/],
  ['is not valid yet', ['-h', '-n', '127.0.0.1', '-V', '20990101:20990102'], /that is not valid before 20(98|99)-/],
  ['names another host', ['-h', '-n', 'web9'], /that names web9, and not 127\.0\.0\.1/],
] as const)
  test.serial(`connect() refuses a certificate of a host that ${what}`, async (t) => {
    const sshd = await certified(t, { sign })
    t.regex((await refusal(t, logIn(t, sshd, sshd.config('', authorityLine(sshd))))).message, message)
  })

test.serial('connect() falls back to the key of a host whose authority is another one', async (t) => {
  const sshd = await certified(t)
  await sshd.key('other')
  const { message } = await refusal(t, logIn(t, sshd, sshd.config('', authorityLine(sshd, 'other'))))
  t.regex(message, /is not known, and has no certificate of the @cert-authority in .*known_hosts:1/)
  const known = `${authorityLine(sshd, 'other')}[127.0.0.1]:${sshd.port} ${sshd.read('signed.pub')}`
  await isIn(t, logIn(t, sshd, sshd.config('', known)))
})

test.serial('connect() refuses a certificate whose authority is revoked', async (t) => {
  const sshd = await certified(t)
  const known = `${authorityLine(sshd)}@revoked * ${sshd.read('authority.pub')}`
  t.regex((await refusal(t, logIn(t, sshd, sshd.config('', known)))).message, /is revoked in .*known_hosts:2/)
})
