import test from 'ava'
import { readLockOwner } from '../../../engine/journal/lock-owner.ts'

const whole = { run: '20261121-103102-k3f9', operator: 'ann@desk', since: '2026-11-21T10:31:02Z' }
const written = `${JSON.stringify(whole)}\n`
const nameless = { run: 'unknown', operator: 'unknown', since: 'unknown' }
const run = { ...nameless, run: whole.run }

for (const [title, content, owner] of [
  ['a whole owner', written, whole],
  ['an owner without operator', '{"run":"20261121-103102-k3f9"}', run],
  ['an empty file', '', nameless],
  ['zero bytes', '\0'.repeat(90), nameless],
  ['a file that is torn in the id of the run', written.slice(0, 15), nameless],
  ['a file that is torn after the id of the run', written.slice(0, 40), run],
  ['JSON of another shape', '{"run":7}', nameless],
  ['an owner with empty fields', '{"run":"","operator":"","since":""}', nameless],
] as const)
  test(`readLockOwner() reads ${title}`, (t) => t.deepEqual(readLockOwner(content), owner))
