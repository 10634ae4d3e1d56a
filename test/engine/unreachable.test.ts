import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { remarksOnUnreachable } from '../../engine/unreachable.ts'

const failure = (host: string, why: string) =>
  [host, new EvenkeelError('unreachable', `Cannot reach ${host} at 10.0.0.${host.length}:22: ${why}`)] as const

test('remarksOnUnreachable() prints one sentence for each reason', (t) => {
  const many = Array.from({ length: 48 }, (_, index) => failure(`web${index + 1}`, 'timed out'))
  t.deepEqual(remarksOnUnreachable(new Map([...many, failure('lb2', 'connection refused')]), 'Not asked'), [
    'Not asked: web[1-48], 48 hosts. Cannot reach web1 at 10.0.0.4:22: timed out; the others likewise',
    'Not asked: lb2. Cannot reach lb2 at 10.0.0.3:22: connection refused',
  ])
  t.deepEqual(remarksOnUnreachable(new Map(), 'Not asked'), [])
})
