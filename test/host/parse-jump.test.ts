import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { parseJump } from '../../engine/host/jump.ts'

const cases: readonly (readonly [jump: string, user: string | undefined, address: string, port: number | undefined])[] =
  [
    ['gate', undefined, 'gate', undefined],
    ['anna@gate', 'anna', 'gate', undefined],
    ['anna@gate:2222', 'anna', 'gate', 2222],
    ['[fd00::1]:22', undefined, 'fd00::1', 22],
    ['ssh://anna@gate:2222', 'anna', 'gate', 2222],
  ]

for (const [jump, user, address, port] of cases)
  test(`parseJump() reads ${jump}`, (t) => {
    t.deepEqual(parseJump(jump), { name: address, address, user, port })
  })

for (const jump of ['', 'a:b:c', 'gate:ssh', '@'])
  test(`parseJump() refuses ${JSON.stringify(jump)}`, (t) => {
    t.is(t.throws(() => parseJump(jump), { instanceOf: EvenkeelError })?.code, 'input')
  })
