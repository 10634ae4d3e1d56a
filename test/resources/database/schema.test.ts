import test from 'ava'
import { database } from '../../../engine/resources/database.ts'

const shop = database({ engine: 'mariadb', name: 'shop', charset: 'utf8mb4' })

test('a database holds with any collation unless one is described', (t) => {
  t.true(shop.holds(shop.desired, { charset: 'utf8mb4', collation: 'utf8mb4_general_ci' }))
  t.false(shop.holds(shop.desired, { charset: 'latin1', collation: 'latin1_swedish_ci' }))
  t.false(shop.holds(shop.desired, null))
})

test('the reading of a database is its defaults, absent, or the reason why there is none yet', (t) => {
  t.deepEqual(shop.parse('utf8mb4\tutf8mb4_bin\n'), { state: { charset: 'utf8mb4', collation: 'utf8mb4_bin' } })
  t.deepEqual(shop.parse('absent\n'), { state: null })
  t.deepEqual(shop.parse('not yet: the database server does not run (yet)\n'), {
    notYet: 'the database server does not run (yet)',
  })
})

test('a database goes back to both defaults that it was found with', (t) => {
  const [step] = shop.converge(shop.desired, { charset: 'latin1', collation: 'latin1_bin' })
  t.is(`${step}`, "put_database mariadb shop 'CHARACTER SET latin1 COLLATE latin1_bin'")
})

test('database() refuses the databases of the server itself, and names that are SQL', (t) => {
  for (const name of ['mysql', 'SYS', 'a`b', ''])
    t.throws(() => database({ engine: 'mysql', name }), { code: 'input' }, name)
})
