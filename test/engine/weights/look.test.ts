import test from 'ava'
import type { Balancer, PooledServer, SeenServer } from '../../../engine/balancing/balancing.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { sh } from '../../../engine/shell.ts'
import { judgeUp, judgeWeights, sightsOf } from '../../../engine/weights/look.ts'
import { refuseLast } from '../../../engine/weights/refusals.ts'

const server = (host: string, weight = 1): PooledServer => ({ key: host, host, weight, backup: false })

function balancerOf(...servers: readonly PooledServer[]): Balancer {
  return { host: 'lb1', pools: [{ title: 'backend web', servers }], look: sh`true`, read: () => new Map() }
}

const seen = (weight: number | undefined, up?: boolean, connections = 0): SeenServer => ({ weight, up, connections })

function pools(servers: Record<string, SeenServer>) {
  return new Map([['backend web', new Map(Object.entries(servers))]])
}

test('judgeWeights() holds if the balancer gives the described weight, or shows none', (t) => {
  const balancer = balancerOf(server('web1', 0), server('web2'))
  t.true(judgeWeights(balancer, ['web1'], pools({ web1: seen(0), web2: seen(5) })).holds)
  t.true(judgeWeights(balancer, ['web1'], pools({})).holds)
  t.true(judgeWeights(balancer, ['web1'], pools({ web1: seen(undefined) })).holds)
  t.deepEqual(judgeWeights(balancer, ['web1'], pools({ web1: seen(1) })), {
    holds: false,
    saw: 'backend web: web1 has weight 1',
  })
  t.deepEqual(judgeWeights(balancer, ['web1'], 'no socket'), { holds: false, saw: 'no socket' })
})

test('judgeUp() waits for a server whose check has not succeeded yet, or that is not in the table', (t) => {
  const balancer = balancerOf(server('web1'), server('web2', 0))
  t.true(judgeUp(balancer, ['web1'], pools({ web1: seen(1, true) })).holds)
  t.false(judgeUp(balancer, ['web1'], pools({ web1: seen(1, false) })).holds)
  t.false(judgeUp(balancer, ['web1'], pools({})).holds)
  t.true(judgeUp(balancer, ['web2'], pools({})).holds)
})

test('refuseLast() refuses a drain after which no server of a pool would be up', (t) => {
  const sights = (others: Record<string, SeenServer>, ...servers: readonly PooledServer[]) =>
    sightsOf(balancerOf(server('web1', 0), ...servers), pools({ web1: seen(1, true), ...others }))
  const refused = (...input: Parameters<typeof sights>) =>
    t.throws<EvenkeelError>(() => refuseLast(sights(...input), ['web1']), { instanceOf: EvenkeelError })?.message
  t.notThrows(() => refuseLast(sights({ web2: seen(1, true) }, server('web2')), ['web1']))
  t.notThrows(() => refuseLast(sights({ web2: seen(undefined) }, server('web2')), ['web1']))
  t.is(
    refused({ web2: seen(1, false) }, server('web2')),
    'Cannot drain web1: no other server is up in backend web of lb1',
  )
  t.truthy(refused({ web2: seen(0) }, server('web2', 0)))
  t.truthy(refused({}, server('web2')))
  t.truthy(refused({}))
})
