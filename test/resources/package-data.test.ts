import test from 'ava'
import { packageOf } from '../../engine/resources/package.ts'

test('packageOf() names in the plan of a removal what is moved aside, mounts, and a version that is gone', (t) => {
  const preview =
    'aside 8 /var/lib/evenkeel/aside /var/lib/redis\nmount 12 /srv/da ta\nblocked 3 /srv/x\ngone 5:7.0.15-1\n'
  t.deepEqual(packageOf({ name: 'redis-server' }).notes(preview), [
    '/var/lib/redis (8 KB) has changed since it came: moved aside, below /var/lib/evenkeel/aside',
    '/srv/da ta (12 KB) is a file system of its own, and stays as it is',
    '/srv/x (3 KB) is a file system of its own, which this host cannot hide from the removal: refused if it is not unmounted before the run',
    'version 5:7.0.15-1 is in no package source any more: if the run fails, the undo installs another one',
  ])
})

test('packageOf() fetches the installed version before it can go', (t) => {
  const server = packageOf({ name: 'redis-server' })
  t.is(server.backup({ status: 'installed' }).join(), 'keep_package redis-server')
  t.deepEqual(server.backup({ status: 'config-files' }), [])
  t.deepEqual(server.backup(null), [])
})
