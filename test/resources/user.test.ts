import test from 'ava'
import { user } from '../../engine/resources/user.ts'

test('user() is never irreversible: its removal keeps the account', (t) => {
  t.is(user({ name: 'app', state: 'absent' }).irreversible({}, null), undefined)
  t.is(user({ name: 'app' }).irreversible({}, null), undefined)
})

test('user() names in the plan of a removal what is moved aside, and what stays', (t) => {
  const preview = 'aside 340 /var/lib/evenkeel/aside /home/a b\nstays 12 /home/mounted\n'
  t.deepEqual(user({ name: 'app' }).notes(preview), [
    '/home/a b (340 KB) has changed since it came: moved aside, below /var/lib/evenkeel/aside',
    '/home/mounted (12 KB) stays: it is a mount point, or holds one',
  ])
  t.deepEqual(user({ name: 'app' }).notes(''), [])
})
