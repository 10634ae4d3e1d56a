import { readFileSync } from 'node:fs'
import test from 'ava'
import { dispatch } from '../../cli/dispatch.ts'
import { fakeIo } from './fake-io.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

test('dispatch() prints the version', async (t) => {
  const io = fakeIo()
  t.is(await dispatch(['--version'], io), 0)
  t.is(io.out(), `evenkeel ${version}\n`)
})

test('dispatch() prints the commands, and one command with its flags', async (t) => {
  const io = fakeIo()
  t.is(await dispatch(['help'], io), 0)
  t.regex(io.out(), /^ {2}rollback +take the hosts back to before RUN/m)
  const one = fakeIo()
  t.is(await dispatch(['help', 'apply'], one), 0)
  t.regex(one.out(), /^Usage: evenkeel apply PLAYBOOK -i INVENTORY \[FLAGS\]\n/)
  t.regex(one.out(), /^ {2}-e, --variable NAME=VALUE /m)
})

test('dispatch() returns 1 and prints the reason on standard error', async (t) => {
  const io = fakeIo()
  t.is(await dispatch(['plan'], io), 1)
  t.is(io.out(), '')
  t.regex(io.err(), /^✗ evenkeel plan needs PLAYBOOK\./)
})

test('dispatch() with --json prints the reason on standard output, too', async (t) => {
  const io = fakeIo()
  t.is(await dispatch(['plan', '/nowhere/site.yml', '-i', '/nowhere/hosts.yml', '--json'], io), 1)
  const { type, errors } = JSON.parse(io.out()) as { type: string; errors: { code: string }[] }
  t.is(type, 'failure')
  t.true(errors.length > 0)
})

for (const command of ['plan', 'apply', 'verify', 'remove']) {
  test(`dispatch() names the files that ${command} cannot read`, async (t) => {
    const io = fakeIo()
    const yes = ['apply', 'remove'].includes(command) ? ['--yes'] : []
    t.is(await dispatch([command, '/nowhere/site.yml', '-i', '/nowhere/hosts.yml', ...yes], io), 1)
    t.regex(io.err(), /\/nowhere\/(site|hosts)\.yml/)
    t.notRegex(io.err(), /defect/)
  })
}

test('dispatch() refuses --dry-run with a saved plan', async (t) => {
  const io = fakeIo()
  t.is(await dispatch(['apply', 'site.yml', '-i', 'hosts.yml', '--dry-run', '--plan', 'saved.json'], io), 1)
  t.regex(io.err(), /^✗ Cannot take --plan with --dry-run/)
})

for (const command of ['resume', 'unlock']) {
  test(`dispatch() refuses ${command} of a word that is no run, and completes the hint`, async (t) => {
    const io = fakeIo()
    const yes = command === 'unlock' ? ['--yes'] : []
    t.is(await dispatch([command, 'last', '-i', 'hosts.yml', '--json', ...yes], io), 1)
    t.regex(io.out(), /"code":"usage"[\s\S]*evenkeel history -i hosts\.yml/)
    t.regex(io.err(), /evenkeel history -i hosts\.yml/)
  })
}

test('dispatch() refuses unlock without a terminal or --yes', async (t) => {
  const io = fakeIo()
  t.is(await dispatch(['unlock', '20261121-103102-k3f9', '-i', '/nowhere/hosts.yml'], io), 1)
  t.regex(io.err(), /Cannot ask whether to unlock[\s\S]*--yes/)
})
