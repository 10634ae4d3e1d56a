import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import { PausableTimeout } from '../../engine/host/pausable-timeout.ts'
import { Questions } from '../../engine/host/questions.ts'
import { SudoPasswords } from '../../engine/host/sudo-passwords.ts'
import { Secret } from '../../engine/secrets.ts'

interface Scene {
  /** Prompts, in their order. */
  readonly asked: string[]
  /** Passwords that hosts got, as `host password`. */
  readonly tried: string[]
  /** Logs in to a host and becomes root; the result is whether that worked, or why nothing was tried. */
  become(host: string): Promise<boolean | string>
}

/** Hosts with these passwords of anna; the user types these answers. */
function scene(passwords: Readonly<Record<string, string>>, answers: readonly (string | undefined)[]): Scene {
  const asked: string[] = []
  const tried: string[] = []
  const rest = [...answers]
  const ask = async ({ prompt }: { prompt: string }) => {
    asked.push(prompt)
    const answer = rest.shift()
    return answer === undefined ? undefined : new Secret(answer, 'typed')
  }
  const sudo = new SudoPasswords(new Questions(ask, new PausableTimeout()))
  const become = async (host: string) => {
    const answered = await sudo.use({ user: 'anna', host }, async (password) => {
      tried.push(`${host} ${password.reveal()}`)
      await setImmediate()
      return { refusedPassword: password.reveal() !== passwords[host] }
    })
    return answered.kind === 'none' ? (answered.refusedOn ?? 'nothing typed') : !answered.outcome.refusedPassword
  }
  return { asked, tried, become }
}

const FIRST = 'Password of anna for sudo, on web1 and on hosts that ask for it later'
const again = (host: string) => `Sudo refused it on ${host}. Password of anna on ${host}`

test('use() asks once for all hosts', async (t) => {
  const { asked, tried, become } = scene({ web1: 'a', web2: 'a', web3: 'a' }, ['a'])
  t.deepEqual(await Promise.all(['web1', 'web2', 'web3'].map(become)), [true, true, true])
  t.deepEqual(asked, [FIRST])
  t.deepEqual(tried, ['web1 a', 'web2 a', 'web3 a'])
  await become('web2')
  t.is(asked.length, 1)
})

test('use() offers a slip to one host alone', async (t) => {
  const { asked, tried, become } = scene({ web1: 'a', web2: 'a' }, ['typo', 'a'])
  t.deepEqual(await Promise.all(['web1', 'web2'].map(become)), [true, true])
  t.deepEqual(asked, [FIRST, again('web1')])
  t.deepEqual(tried, ['web1 typo', 'web1 a', 'web2 a'])
})

test('use() asks for the password of a host where the others differ, and remembers it', async (t) => {
  const { asked, tried, become } = scene({ web1: 'a', web2: 'b', web3: 'a' }, ['a', 'b'])
  t.deepEqual(await Promise.all(['web1', 'web2', 'web3'].map(become)), [true, true, true])
  t.deepEqual(asked, [FIRST, again('web2')])
  await become('web2')
  t.deepEqual(
    tried.filter((one) => one.startsWith('web2')),
    ['web2 a', 'web2 b', 'web2 b'],
  )
})

test('use() offers a password that no host has accepted to no further host', async (t) => {
  const { asked, tried, become } = scene({ web1: 'a', web2: 'a' }, ['x', 'y', 'z'])
  t.deepEqual(await Promise.all(['web1', 'web2'].map(become)), [false, 'web1'])
  t.is(asked.length, 2)
  t.deepEqual(tried, ['web1 x', 'web1 y'])
})

for (const answer of [undefined, ''])
  test(`use() asks no further if the answer is ${JSON.stringify(answer) ?? 'cancelled'}`, async (t) => {
    const { asked, tried, become } = scene({ web1: 'a', web2: 'a' }, [answer, 'a'])
    t.deepEqual(await Promise.all(['web1', 'web2'].map(become)), ['nothing typed', 'nothing typed'])
    t.is(asked.length, 1)
    t.deepEqual(tried, [])
  })
