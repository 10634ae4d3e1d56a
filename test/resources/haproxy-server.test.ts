import test from 'ava'
import { haproxyServer } from '../../engine/resources/haproxy-server.ts'

const drained = haproxyServer({ backend: 'web', server: 'web1', weight: 0 })
const out = haproxyServer({ backend: 'web', server: 'web1', weight: 2, state: 'maint' })

test('haproxyServer() reads weight and state from srv_uweight and srv_admin_state', (t) => {
  t.is(drained.id, 'haproxy_server:web/web1')
  t.deepEqual(drained.parse('weight 3 admin 0\n'), { state: { weight: 3, state: 'ready' } })
  // 5: from `disabled` in the configuration; 4 alone: it was, and a command has ended that.
  t.deepEqual(drained.parse('weight 3 admin 5\n'), { state: { weight: 3, state: 'maint' } })
  t.deepEqual(drained.parse('weight 3 admin 4\n'), { state: { weight: 3, state: 'ready' } })
  t.deepEqual(drained.parse('weight 3 admin 8\n'), { state: { weight: 3, state: 'drain' } })
  t.deepEqual(drained.parse('no process\n'), { state: { noProcess: true } })
  t.deepEqual(drained.parse('missing\n'), { notYet: 'the running HAProxy has no web/web1 (yet)' })
  t.deepEqual(drained.parse('no socat\n'), {
    notYet: 'the socket /run/haproxy/admin.sock needs socat, which the host lacks (yet)',
  })
})

test('haproxyServer() holds without a process, and for a server that somebody has set to drain', (t) => {
  t.true(drained.holds(drained.desired, { noProcess: true }))
  t.true(drained.holds(drained.desired, { weight: 0, state: 'drain' }))
  t.true(drained.holds(drained.desired, { weight: 3, state: 'drain' }))
  t.false(drained.holds(drained.desired, { weight: 3, state: 'ready' }))
  t.false(drained.holds(drained.desired, { weight: 0, state: 'maint' }))
  t.false(out.holds(out.desired, { weight: 2, state: 'drain' }))
})

test('haproxyServer() sets what differs, and nothing where no process ran before', (t) => {
  const scripts = (from: object, to: object) => drained.converge(from as never, to as never).map(String)
  t.deepEqual(scripts({ weight: 3, state: 'ready' }, { weight: 0, state: 'ready' }), [
    'set_haproxy_server /run/haproxy/admin.sock web web1 weight 0',
    'set_haproxy_server /run/haproxy/admin.sock web web1 state ready',
  ])
  t.deepEqual(scripts({ weight: 2, state: 'ready' }, { weight: 2, state: 'maint' }), [
    'set_haproxy_server /run/haproxy/admin.sock web web1 state maint',
  ])
  t.deepEqual(scripts({ weight: 0, state: 'ready' }, { noProcess: true }), [])
})
