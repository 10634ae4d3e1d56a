import test from 'ava'
import { answerOf } from '../../../../roles/kit/looks/http.ts'
import { lookResult } from '../../fixture.ts'

for (const [what, output, status, answer] of [
  ['a status', '200\n', 0, { status: 200 }],
  ['a refused connection', 'curl: (7) Failed to connect\n000\n', 7, { none: 'curl: (7) Failed to connect' }],
  ['silence', '000\n', 28, { none: 'no answer' }],
  ['a host without tools', 'neither curl nor wget is installed\n', 127, { none: 'neither curl nor wget is installed' }],
] as const) {
  test(`answerOf() reads ${what}`, (t) => t.deepEqual(answerOf(lookResult('web1', output, status)), answer))
}
