import test from 'ava'
import { failureData, failureText } from '../../../cli/view/failure.ts'
import { EvenkeelError, EvenkeelErrors } from '../../../engine/errors/error.ts'
import { plain } from './paints.ts'

const misspelt = new EvenkeelError('input', 'Cannot read the play: there is no key "host".', {
  where: { file: 'site.yml', line: 3, column: 5 },
  excerpt: '3 |     host: web\n  |     ^',
  hint: 'Did you mean "hosts"?',
})
const unreachable = new EvenkeelError('unreachable', 'Cannot connect: no route to 10.0.0.9.', {
  host: 'web9',
  cause: new Error('connect EHOSTUNREACH'),
})

test('failureText() prints place, message, excerpt and hint', (t) => {
  t.is(
    failureText(misspelt, plain, false),
    `✗ site.yml:3:5: Cannot read the play: there is no key "host".
  3 |     host: web
    |     ^
  Did you mean "hosts"?
`,
  )
})

test('failureText() prints all errors, each with its host', (t) => {
  const printed = failureText(new EvenkeelErrors([misspelt, unreachable]), plain, false)
  t.is(printed.split('\n\n').length, 2)
  t.true(printed.endsWith('\n✗ web9: Cannot connect: no route to 10.0.0.9.\n'))
})

test('failureText() prints the chain of causes with -v', (t) => {
  t.false(failureText(unreachable, plain, false).includes('EHOSTUNREACH'))
  t.true(failureText(unreachable, plain, true).endsWith('\n  because: connect EHOSTUNREACH\n'))
})

test('failureText() prints a stack only of a defect, and only with -v', (t) => {
  const defect = new TypeError('x is not a function')
  t.notRegex(failureText(defect, plain, false), /at .*failure\.test/)
  t.regex(failureText(defect, plain, true), /at .*failure\.test/)
  t.notRegex(failureText(unreachable, plain, true), /at .*failure\.test/)
})

test('failureText() lets no escape sequence of a host through', (t) => {
  const printed = failureText(new EvenkeelError('step', 'nginx: \u001b[31mbad\u001b[0m\u0007', {}), plain, false)
  t.is(printed, '✗ nginx: bad\ufffd\n')
})

test('failureData() returns codes and places', (t) => {
  t.deepEqual(JSON.parse(JSON.stringify(failureData(misspelt))), {
    type: 'failure',
    errors: [
      {
        code: 'input',
        message: 'Cannot read the play: there is no key "host".',
        where: { file: 'site.yml', line: 3, column: 5 },
        hint: 'Did you mean "hosts"?',
      },
    ],
  })
})

test('failureText() and failureData() complete the commands of a hint with the inventory', (t) => {
  const locked = new EvenkeelError('locked', 'Cannot change lb1', { hint: 'evenkeel unlock 20261121-103102-k3f9' })
  const completed = 'evenkeel unlock 20261121-103102-k3f9 -i hosts.yml'
  t.true(failureText(locked, plain, false, 'hosts.yml').includes(completed))
  t.is(failureData(locked, 'hosts.yml').errors[0]?.hint, completed)
})

test('failureText() and failureData() show what differs on a host as a plan does', (t) => {
  const lines = (word: string) => ['mode 0644, owner root, group root', word]
  const drifted = new EvenkeelError(
    'stale',
    'Cannot roll back: web1 has changed since (- as the run left it, + as it is)',
    {
      host: 'web1',
      hint: 'Nothing was changed.',
      differences: [
        { kind: 'file', name: '/etc/a', expected: lines('one'), found: lines('by hand\u001b[31m') },
        { kind: 'user', name: 'ann', expected: [], found: ['uid 1000'] },
        { kind: 'link', name: '/etc/b', expected: ['to x'], found: [] },
      ],
    },
  )
  t.is(
    failureText(drifted, plain, false),
    `✗ Cannot roll back: web1 has changed since (- as the run left it, + as it is)
  ~ file /etc/a
       mode 0644, owner root, group root
      -one
      +by hand
  + user ann
      +uid 1000
  - link /etc/b
      -to x
  Nothing was changed.
`,
  )
  t.is(failureData(drifted).errors[0]?.differences?.length, 3)
  t.is(failureData(misspelt).errors[0]?.differences, undefined)
})

test('failureText() shows once why hosts cannot be reached, and all that differ', (t) => {
  const failed = (host: string, address: string, why: string) =>
    new EvenkeelError('unreachable', `Cannot reach ${host} at ${address}:22: ${why}`, { host, hint: 'Is it on?' })
  const web = Array.from({ length: 48 }, (_, index) => failed(`web${index + 1}`, `10.0.0.${index + 1}`, 'timed out'))
  const errors = [...web, failed('lb1', 'fd00::1', 'timed out'), failed('lb2', '10.0.1.2', 'nothing listens there')]
  t.is(
    failureText(new EvenkeelErrors(errors), plain, false),
    `✗ Cannot reach web1 at 10.0.0.1:22: timed out
  Is it on?
  the same on web[2-48], lb1, 48 hosts

✗ Cannot reach lb2 at 10.0.1.2:22: nothing listens there
  Is it on?
`,
  )
  t.is(failureData(new EvenkeelErrors(errors)).errors.length, 50)
})
