import test from 'ava'
import { imagesFolder, labPlace } from '../../lab/place.ts'

test('labPlace() returns one place for one inventory, and another for another', (t) => {
  const environment = { XDG_STATE_HOME: '/state' }
  const first = labPlace('/inventories/a.yml', environment)
  t.deepEqual(labPlace('/inventories/../inventories/a.yml', environment), first)
  t.not(labPlace('/inventories/b.yml', environment).namespace, first.namespace)
  t.regex(first.namespace, /^evenkeel-[0-9a-f]{8}$/)
  t.true(first.state.startsWith('/state/evenkeel/labs/'))
})

test('imagesFolder() is in the cache that the environment names', (t) => {
  t.is(imagesFolder({ XDG_CACHE_HOME: '/cache' }), '/cache/evenkeel/images')
})
