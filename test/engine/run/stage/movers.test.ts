import test from 'ava'
import { databaseAccount } from '../../../../engine/resources/database-account.ts'
import { file } from '../../../../engine/resources/file.ts'
import { packageOf } from '../../../../engine/resources/package.ts'
import { service } from '../../../../engine/resources/service.ts'
import { mayMove, runsOthers } from '../../../../engine/run/stage/movers.ts'
import { Secret } from '../../../../engine/secrets.ts'

const account = databaseAccount({
  engine: 'mariadb',
  name: 'shop',
  host: '%',
  password: new Secret('a secret of tests', 'env:SHOP'),
  grants: [],
})
const other = { ...account, name: 'other' }
const config = file({ path: '/etc/mysql/my.cnf', content: '' })
const server = service({ name: 'mariadb' })

test('mayMove() of an account of a database moves what is in the server, and nothing else of the host', (t) => {
  t.true(mayMove(account, other))
  for (const resource of [config, server, packageOf({ name: 'mariadb-server' })])
    t.false(mayMove(account, resource), resource.id)
  t.false(runsOthers(account))
})

test('mayMove() of a package or a service moves all', (t) => {
  for (const mover of [packageOf({ name: 'mariadb-server' }), server]) {
    t.true(mayMove(mover, config))
    t.true(mayMove(mover, account))
    t.true(runsOthers(mover))
  }
})
