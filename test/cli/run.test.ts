import { readFileSync } from 'node:fs'
import test from 'ava'
import { run } from '../../cli/run.ts'
import { fakeIo } from './fake-io.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

test('run() prints the version', async (t) => {
  const io = fakeIo()
  t.is(await run(['--version'], io), 0)
  t.is(io.out(), `evenkeel ${version}\n`)
})

test('run() prints the commands, and one command with its flags', async (t) => {
  const io = fakeIo()
  t.is(await run(['help'], io), 0)
  t.regex(io.out(), /^ {2}rollback +back to how the hosts were/m)
  const one = fakeIo()
  t.is(await run(['help', 'apply'], one), 0)
  t.regex(one.out(), /^Usage: evenkeel apply PLAYBOOK -i INVENTORY \[FLAGS\]\n/)
  t.regex(one.out(), /^ {2}-e, --variable NAME=VALUE /m)
})

test('run() answers 1 and says why, on standard error', async (t) => {
  const io = fakeIo()
  t.is(await run(['plan'], io), 1)
  t.is(io.out(), '')
  t.regex(io.err(), /^✗ evenkeel plan needs PLAYBOOK\./)
})

test('run() with --json says why on standard output, too', async (t) => {
  const io = fakeIo()
  t.is(await run(['plan', '/nowhere/site.yml', '-i', '/nowhere/hosts.yml', '--json'], io), 1)
  const { type, errors } = JSON.parse(io.out()) as { type: string; errors: { code: string }[] }
  t.is(type, 'failure')
  t.true(errors.length > 0)
})

for (const command of ['plan', 'apply', 'verify', 'remove']) {
  test(`run() names the files that ${command} cannot read`, async (t) => {
    const io = fakeIo()
    const yes = ['apply', 'remove'].includes(command) ? ['--yes'] : []
    t.is(await run([command, '/nowhere/site.yml', '-i', '/nowhere/hosts.yml', ...yes], io), 1)
    t.regex(io.err(), /\/nowhere\/(site|hosts)\.yml/)
    t.notRegex(io.err(), /defect/)
  })
}

test('run() shows no other plan in the place of a saved one', async (t) => {
  const io = fakeIo()
  t.is(await run(['apply', 'site.yml', '-i', 'hosts.yml', '--dry-run', '--plan', 'saved.json'], io), 1)
  t.regex(io.err(), /^✗ Cannot take --plan with --dry-run/)
})

for (const command of ['resume', 'unlock']) {
  test(`run() refuses ${command} of what is no run, and completes the hint`, async (t) => {
    const io = fakeIo()
    const yes = command === 'unlock' ? ['--yes'] : []
    t.is(await run([command, 'last', '-i', 'hosts.yml', '--json', ...yes], io), 1)
    t.regex(io.out(), /"code":"usage"[\s\S]*evenkeel history -i hosts\.yml/)
    t.regex(io.err(), /evenkeel history -i hosts\.yml/)
  })
}

test('run() refuses unlock where nobody can be asked', async (t) => {
  const io = fakeIo()
  t.is(await run(['unlock', '20261121-103102-k3f9', '-i', '/nowhere/hosts.yml'], io), 1)
  t.regex(io.err(), /Cannot ask whether to unlock[\s\S]*--yes/)
})
