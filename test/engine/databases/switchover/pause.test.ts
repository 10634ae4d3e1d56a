import test from 'ava'
import { longestGap } from '../../../../engine/databases/switchover/pause.ts'

const at = (sent: number, serverId?: string) => ({ sent, received: sent + 5, serverId })

test('longestGap() is the time around questions that no open server answered', (t) => {
  const asked = [at(0, '1'), at(50, '1'), at(100), at(150), at(400, '2'), at(2000, '2')]
  t.deepEqual(longestGap(asked), { milliseconds: 355, unanswered: 2 })
})

test('longestGap() counts no slow answer, and nothing before the first one', (t) => {
  t.deepEqual(longestGap([at(0), at(50, '1'), at(900, '1')]), { milliseconds: 0, unanswered: 0 })
})
