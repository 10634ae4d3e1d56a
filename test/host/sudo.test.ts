import test from 'ava'
import { attemptOf, needsPassword, SudoGate } from '../../engine/host/sudo.ts'

test('attemptOf() runs directly without a marker', (t) => {
  t.deepEqual(attemptOf('id', 'directly'), {
    line: "exec /bin/sh -c 'export LC_ALL=C; id'",
    marker: undefined,
    prompt: undefined,
  })
})

test('attemptOf() tells sudo not to ask for a password', (t) => {
  const { line, marker } = attemptOf(`echo "it's"`, 'sudo')
  t.regex(line, /^exec env LC_ALL=C sudo -n -- \/bin\/sh -c 'export LC_ALL=C; echo evenkeel-started-[0-9a-f]{16} >&2; /)
  t.true(line.includes((marker ?? 'none').trim()))
})

test('attemptOf() gives every attempt its own prompt', (t) => {
  const [one, other] = [attemptOf('id', 'sudo with password'), attemptOf('id', 'sudo with password')]
  t.true(one.line.includes(`sudo -S -p ${one.prompt} -- `))
  t.not(one.prompt, other.prompt)
})

/** Sudo 1.9.13p3 of Debian 12, sudo-rs 0.2 of Ubuntu 25.10, and doas 6.8.2 of Debian 13. */
for (const output of [
  'sudo: a password is required',
  'sudo: interactive authentication is required',
  'doas: Authentication required',
])
  test(`needsPassword() recognizes "${output}"`, (t) => {
    t.true(needsPassword(output))
  })

test('needsPassword() is not misled by a plain refusal', (t) => {
  t.false(needsPassword('evk-nosudo is not in the sudoers file.'))
})

const gateOf = (method: 'sudo' | 'sudo with password') => {
  const attempt = attemptOf('id', method)
  return { gate: new SudoGate(attempt), prompt: attempt.prompt ?? '', marker: attempt.marker ?? '' }
}

test('SudoGate separates the output of sudo from that of the command, however it is cut', (t) => {
  const { gate, prompt, marker } = gateOf('sudo with password')
  const all = Buffer.from(`We trust you have received the usual lecture.\n${prompt}${marker}own\n`)
  const own: Buffer[] = []
  for (const byte of all) own.push(gate.add(Buffer.from([byte])))
  t.is(Buffer.concat(own).toString(), 'own\n')
  t.is(gate.sudoOutput, 'We trust you have received the usual lecture.')
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

test('SudoGate ignores the marker of another attempt', (t) => {
  const { gate } = gateOf('sudo')
  gate.add(Buffer.from('evenkeel-started-0000000000000000\n'))
  t.false(gate.started)
})
