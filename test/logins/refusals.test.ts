import { connect, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { Secret } from '../../engine/secrets.ts'
import { runProgram } from '../../lab/command.ts'
import { agentWith } from './agent.ts'
import { isIn, logIn, refusal } from './client.ts'
import { ensureRoot, Sshd } from './sshd.ts'

test.before(ensureRoot)

const typed = (answer: string) => async () => new Secret(answer, 'typed')
const anna = { target: { user: 'anna', become: false } } as const

test.serial('connect() says that the password is wrong', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ config: 'PubkeyAuthentication no' }))
  const login = logIn(t, sshd, sshd.config(), { ...anna, ask: typed('wrong horse'), askPassword: true })
  t.is((await refusal(t, login)).message, 'Cannot log in to lb1 as anna: it does not accept the password')
})

test.serial('connect() says that no password was given', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ config: 'PubkeyAuthentication no' }))
  const login = logIn(t, sshd, sshd.config(), { ...anna, ask: typed(''), askPassword: true })
  t.is((await refusal(t, login)).message, 'Cannot log in to lb1 as anna: no password was given')
})

test.serial('connect() names --ask-password where the host accepts passwords', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ config: 'AuthorizedKeysFile none' }))
  t.is(
    (await refusal(t, logIn(t, sshd, sshd.config(), anna))).message,
    `Cannot log in to lb1 as anna: it does not accept the key ${sshd.path('id')}; it accepts passwords, which --ask-password asks for`,
  )
  await isIn(t, logIn(t, sshd, sshd.config(), { ...anna, ask: typed('right horse'), askPassword: true }))
})

test.serial('connect() says that a host takes no passwords', async (t) => {
  const sshd = await Sshd.start(t, async () => ({
    config: 'PasswordAuthentication no\nKbdInteractiveAuthentication no\nAuthorizedKeysFile none',
  }))
  const login = logIn(t, sshd, sshd.config(), { ...anna, ask: typed('right horse'), askPassword: true })
  t.regex((await refusal(t, login)).message, /; it accepts no password, only publickey$/)
})

test.serial('connect() gives a key and a password to a host that needs both', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ config: 'AuthenticationMethods publickey,password' }))
  await isIn(t, logIn(t, sshd, sshd.config(), { ...anna, ask: typed('right horse'), askPassword: true }))
})

async function manyKeys(t: ExecutionContext): Promise<{ sshd: Sshd; agent: string }> {
  const sshd = await Sshd.start(t)
  const names = Array.from({ length: 9 }, (_, index) => `key${index + 1}`)
  for (const name of names) await sshd.key(name)
  return { sshd, agent: await agentWith(t, sshd, ...names) }
}

test.serial('connect() names what helps if the agent has more keys than the host lets try', async (t) => {
  const { sshd, agent } = await manyKeys(t)
  const error = await refusal(t, logIn(t, sshd, sshd.config(`IdentityAgent ${agent}`)))
  t.regex(error.message, /it ended the login after some of 10 keys \(.*Too many authentication failures.*\)/)
  t.regex(error.hint ?? '', /`identity_file` in the inventory, or IdentityFile with `IdentitiesOnly yes`/)
  await isIn(t, logIn(t, sshd, sshd.config(`IdentityAgent ${agent}\nIdentitiesOnly yes`)))
  await isIn(t, logIn(t, sshd, sshd.config(`IdentityAgent ${agent}`), { target: { identityFile: sshd.path('id') } }))
})

test.serial('connect() comes again to a host that drops logins beyond MaxStartups', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ config: 'MaxStartups 1\nPerSourcePenalties no' }))
  const other = connect(sshd.port, '127.0.0.1')
  t.teardown(() => other.destroy())
  await setTimeout(300)
  const login = logIn(t, sshd, sshd.config())
  await setTimeout(500)
  other.destroy()
  await isIn(t, login)
})

test.serial('connect() names MaxStartups if the host goes on dropping logins', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ config: 'MaxStartups 1\nPerSourcePenalties no' }))
  const other = connect(sshd.port, '127.0.0.1')
  t.teardown(() => other.destroy())
  await setTimeout(300)
  const error = await refusal(t, logIn(t, sshd, sshd.config()))
  t.regex(error.message, /^Cannot reach lb1 at 127\.0\.0\.1:\d+: it (says "|closed the connection)/)
  t.regex(error.hint ?? '', /MaxStartups/)
})

test.serial('connect() jumps with a user of its own through a host of the inventory', async (t) => {
  const sshd = await Sshd.start(t)
  const hops = [{ name: 'gate', address: '127.0.0.1', port: sshd.port, user: 'nobody-such' }]
  await isIn(t, logIn(t, sshd, sshd.config(), { target: { jump: 'root@gate', hops } }))
})

test.serial('connect() waits as long as ConnectTimeout says', async (t) => {
  const silent = createServer((socket) => t.teardown(() => socket.destroy()))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  t.teardown(() => silent.close())
  const { port } = silent.address() as { port: number }
  const sshd = await Sshd.start(t)
  const start = Date.now()
  const error = await refusal(t, logIn(t, sshd, sshd.config('ConnectTimeout 18'), { target: { port } }))
  t.regex(error.message, /no login within 18 seconds$/)
  t.true(Date.now() - start > 17_000)
})

/** As OpenSSH's client writes them. */
test.serial('connect() finds hosts by hashed names, and in every spelling of an IPv6 address', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ config: 'ListenAddress [::1]:PORT' }))
  const [, key] = sshd.known.split(/ (.*)/s)
  const { port } = sshd
  const config = sshd.config('', `[::1]:${port} ${key}`)
  await runProgram('ssh-keygen', ['-q', '-H', '-f', sshd.path('known_hosts')])
  for (const address of ['::1', '0:0::1', '0000:0000:0000:0000:0000:0000:0000:0001'])
    await isIn(t, logIn(t, sshd, config, { target: { address, port } }))
})
