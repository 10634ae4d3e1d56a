import test from 'ava'
import { mysqlVars } from '../../../roles/mysql/vars/vars.ts'
import { examples, PASSWORD } from './examples.ts'

const replication = { password: PASSWORD }
const writer = { vip: '10.77.0.100' }
const account = { name: 'shop', from: ['%'], password: 'a long password' }

for (const [name, { vars }] of Object.entries(examples))
  test(`mysqlVars accepts ${name}`, (t) => {
    t.notThrows(() => mysqlVars.parse(vars))
  })

for (const [what, more, path] of [
  ['an unknown engine', { engine: 'postgresql' }, 'engine'],
  ['a writer without replication', { writer }, 'writer'],
  ['a read replica without replication', { replica_of: 'web1' }, 'replica_of'],
  ['a read replica that is the writer', { replication, writer, replica_of: 'web1' }, 'replica_of'],
  ['semisync without a writer', { replication: { ...replication, semisync: true } }, 'replication.semisync'],
  ['a short password of replication', { replication: { password: 'fifteen letters' } }, 'replication.password'],
  ['a password too long for a channel', { replication: { password: `${PASSWORD}x` } }, 'replication.password'],
  ['a password with a quote', { replication: { password: `${PASSWORD.slice(1)}"` } }, 'replication.password'],
  [
    'a certificate that is none',
    { replication: { ...replication, tls: { ca: 'x', certificate: '/a', key: '/b' } } },
    'replication.tls.ca',
  ],
  ['root from elsewhere', { accounts: [{ ...account, name: 'root' }] }, 'accounts.0.name'],
  ['an account with a short password', { accounts: [{ ...account, password: 'short' }] }, 'accounts.0.password'],
  ['an account twice', { accounts: [account, account] }, 'accounts.1'],
  [
    'a grant without an object',
    { accounts: [{ ...account, grants: [{ on: 'shop', privileges: ['SELECT'] }] }] },
    'accounts.0.grants.0.on',
  ],
  ['a VIP that is none', { replication, writer: { vip: 'db' } }, 'writer.vip'],
  ['a setting with a comment', { settings: { init_connect: 'a # b' } }, 'settings.init_connect'],
  ['a setting that the role writes', { settings: { 'read-only': false } }, 'settings.read-only'],
  ['a setting that loses transactions', { settings: { relay_log_recovery: true } }, 'settings.relay_log_recovery'],
  ['a loose setting that loses transactions', { settings: { loose_sync_binlog: 0 } }, 'settings.loose_sync_binlog'],
  ['a filter of databases', { settings: { 'replicate-do-db': 'shop' } }, 'settings.replicate-do-db'],
] as const) {
  test(`mysqlVars refuses ${what}`, (t) => {
    const { error } = mysqlVars.safeParse({ engine: 'mariadb', ...more })
    t.true(
      error?.issues.some((issue) => issue.path.join('.') === path),
      JSON.stringify(error?.issues),
    )
  })
}
