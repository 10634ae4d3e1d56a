import test from 'ava'
import { readLockOwner } from '../../../engine/journal/lock-owner.ts'

const whole = { run: '20261121-103102-k3f9', operator: 'ann@desk', since: '2026-11-21T10:31:02Z' }
const written = `${JSON.stringify(whole)}\n`
const nameless = { run: 'unknown', operator: 'unknown', since: 'unknown' }
const run = { ...nameless, run: whole.run }

const torn = (text: string) => ({ unreadable: JSON.stringify(text) })

for (const [title, content, owner] of [
  ['a whole owner', written, whole],
  [
    'an owner without operator',
    '{"run":"20261121-103102-k3f9"}',
    { ...run, ...torn('{"run":"20261121-103102-k3f9"}') },
  ],
  ['an empty file', '', nameless],
  ['zero bytes', '\0'.repeat(90), nameless],
  ['a file that is torn in the id of the run', written.slice(0, 15), { ...nameless, ...torn('{"run":"2026112') }],
  [
    'a file that is torn after the id of the run',
    written.slice(0, 40),
    { ...run, ...torn('{"run":"20261121-103102-k3f9","operator"') },
  ],
  ['JSON of another shape', '{"run":7}', { ...nameless, ...torn('{"run":7}') }],
  ['JSON of something else', '[]', { ...nameless, ...torn('[]') }],
  [
    'an owner with empty fields',
    '{"run":"","operator":"","since":""}',
    { ...nameless, ...torn('{"run":"","operator":"","since":""}') },
  ],
  [
    'a command in place of the run',
    '{"run":"20261121-103102-k3f9 -y; curl x | sudo sh #","operator":"ann@desk"}',
    {
      ...nameless,
      operator: 'ann@desk',
      ...torn('{"run":"20261121-103102-k3f9 -y; curl x | sudo sh #","operator":"ann@desk"}'),
    },
  ],
  [
    'an operator with blanks and marks that hide what it is',
    `{"run":"${whole.run}","operator":"ann\u202e\u001b[2J of here","since":"${whole.since}"}`,
    {
      ...run,
      ...torn(`{"run":"${whole.run}","operator":"ann\ufffd of here","since":"${whole.since}"}`),
    },
  ],
  [
    'a time that is none',
    `{"run":"${whole.run}","operator":"ann@desk","since":"noon"}`,
    {
      ...whole,
      since: 'unknown',
      ...torn(`{"run":"${whole.run}","operator":"ann@desk","since":"noon"}`),
    },
  ],
] as const)
  test(`readLockOwner() reads ${title}`, (t) => t.deepEqual(readLockOwner(content), owner))

test('readLockOwner() shows no more of what it cannot read than a line', (t) => {
  t.true((readLockOwner('x'.repeat(100_000)).unreadable?.length ?? 0) < 210)
})
