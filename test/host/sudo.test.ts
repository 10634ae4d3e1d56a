import test from 'ava'
import { attemptOf, SudoGate, wantsPassword } from '../../engine/host/sudo.ts'

test('attemptOf() runs directly without a marker', (t) => {
  t.deepEqual(attemptOf('id', 'directly'), {
    line: "exec /bin/sh -c 'export LC_ALL=C; id'",
    marker: undefined,
    prompt: undefined,
  })
})

test('attemptOf() asks sudo not to ask', (t) => {
  const { line, marker } = attemptOf(`echo "it's"`, 'sudo')
  t.regex(line, /^exec env LC_ALL=C sudo -n -- \/bin\/sh -c 'export LC_ALL=C; echo evenkeel-started-[0-9a-f]{16} >&2; /)
  t.true(line.includes((marker ?? 'none').trim()))
})

test('attemptOf() gives every attempt its own prompt', (t) => {
  const [one, other] = [attemptOf('id', 'sudo with password'), attemptOf('id', 'sudo with password')]
  t.true(one.line.includes(`sudo -S -p ${one.prompt} -- `))
  t.not(one.prompt, other.prompt)
})

/** Sudo 1.9.13p3 of Debian 12 and sudo-rs 0.2 of Ubuntu 25.10. */
for (const said of ['sudo: a password is required', 'sudo: interactive authentication is required'])
  test(`wantsPassword() understands "${said}"`, (t) => {
    t.true(wantsPassword(said))
  })

test('wantsPassword() is not misled by a plain refusal', (t) => {
  t.false(wantsPassword('evk-nosudo is not in the sudoers file.'))
})

const gateOf = (becoming: 'sudo' | 'sudo with password') => {
  const attempt = attemptOf('id', becoming)
  return { gate: new SudoGate(attempt), prompt: attempt.prompt ?? '', marker: attempt.marker ?? '' }
}

test('SudoGate tells what sudo says from what the command says, however it is cut', (t) => {
  const { gate, prompt, marker } = gateOf('sudo with password')
  const all = Buffer.from(`We trust you have received the usual lecture.\n${prompt}${marker}own\n`)
  const own: Buffer[] = []
  for (const byte of all) own.push(gate.add(Buffer.from([byte])))
  t.is(Buffer.concat(own).toString(), 'own\n')
  t.is(gate.said, 'We trust you have received the usual lecture.')
  t.is(gate.prompts, 1)
  t.true(gate.started)
})

test('SudoGate counts a second prompt', (t) => {
  const { gate, prompt } = gateOf('sudo with password')
  gate.add(Buffer.from(prompt))
  gate.add(Buffer.from(`Sorry, try again.\n${prompt}`))
  t.is(gate.prompts, 2)
  t.false(gate.started)
})

test('SudoGate is not opened by an older marker', (t) => {
  const { gate } = gateOf('sudo')
  gate.add(Buffer.from('evenkeel-started-0000000000000000\n'))
  t.false(gate.started)
})
