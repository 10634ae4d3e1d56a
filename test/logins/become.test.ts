import test from 'ava'
import { connector } from '../../engine/host/connect.ts'
import { Secret } from '../../engine/secrets.ts'
import { logIn, refusal } from './client.ts'
import { ensureRoot, Sshd } from './sshd.ts'

test.before(ensureRoot)

const become = (method?: 'doas') => ({ target: { user: 'anna', become: true, becomeMethod: method } }) as const

test.serial('script() becomes root by sudo with a password, which is asked for once for two hosts', async (t) => {
  const start = () => Sshd.start(t, async () => ({ files: { 'etc/sudoers': 'anna ALL=(ALL) ALL\n' } }))
  const [one, other] = [await start(), await start()]
  const asked: string[] = []
  const ask = async ({ prompt }: { prompt: string }) => {
    asked.push(prompt)
    return new Secret('right horse', 'typed')
  }
  const key = one.path('id')
  const config = other.config(`IdentityFile ${key}`, `${one.known}${other.known}`)
  const connect = connector({ sshConfig: config, ask })
  const target = { address: '127.0.0.1', user: 'anna', become: true }
  const connections = await Promise.all([
    connect({ ...target, name: 'web1', port: one.port }),
    connect({ ...target, name: 'web2', port: other.port }),
  ])
  for (const connection of connections) t.teardown(() => connection.close())
  const ids = await Promise.all(connections.map((connection) => connection.script('id -u')))
  t.deepEqual(
    ids.map(({ stdout }) => stdout),
    ['0\n', '0\n'],
  )
  t.is(asked.length, 1)
})

test.serial('script() says that sudo refused the password, after asking again', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ files: { 'etc/sudoers': 'anna ALL=(ALL) ALL\n' } }))
  const ask = async () => new Secret('wrong horse', 'typed')
  const connection = await logIn(t, sshd, sshd.config(), { ...become(), ask })
  t.is(
    (await refusal(t, connection.script('id -u'))).message,
    'Cannot become root on lb1 as anna: the password is wrong',
  )
  t.is(connection.commands, 3)
})

test.serial('script() becomes root by doas', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ files: { 'etc/doas.conf': 'permit nopass anna\n' } }))
  const connection = await logIn(t, sshd, sshd.config(), become('doas'))
  const { stdout } = await connection.script('id -u; echo "$LC_ALL"')
  t.is(stdout, '0\nC\n')
})

for (const [what, rules, message] of [
  ['needs a password', 'permit anna\n', /doas printed: doas: Auth/i],
  ['does not permit it', 'permit root\n', /doas printed: doas: Operation not permitted/],
] as const)
  test.serial(`script() quotes doas if it ${what}`, async (t) => {
    const sshd = await Sshd.start(t, async () => ({ files: { 'etc/doas.conf': rules } }))
    const error = await refusal(t, (await logIn(t, sshd, sshd.config(), become('doas'))).script('id -u'))
    t.regex(error.message, message)
    if (rules === 'permit anna\n') t.regex(error.hint ?? '', /permit nopass anna/)
  })

test.serial('script() names doas where there is no sudo', async (t) => {
  const sshd = await Sshd.start(t, async () => ({ script: 'rm /usr/bin/sudo' }))
  const error = await refusal(t, (await logIn(t, sshd, sshd.config(), become())).script('id -u'))
  t.regex(error.message, /sudo printed: .*sudo.*/)
  t.regex(error.hint ?? '', /`become_method: doas`/)
})
