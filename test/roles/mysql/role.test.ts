import { X509Certificate } from 'node:crypto'
import test from 'ava'
import type { FileSpec } from '../../../engine/resources/file.ts'
import { Secret } from '../../../engine/secrets.ts'
import { guardPassword } from '../../../roles/mysql/accounts.ts'
import { dropIn } from '../../../roles/mysql/config/drop-in.ts'
import role from '../../../roles/mysql/role.ts'
import { madeCertificates } from '../../../roles/mysql/tls/made.ts'
import { mysqlVars } from '../../../roles/mysql/vars/vars.ts'
import { contextOf, facts, host, lb1, lb2 } from '../hosts.ts'
import { exampleContext, examples, PASSWORD } from './examples.ts'

const mysql = { engine: 'mysql' }
const idsOf = (name: string, more: object = {}) => role.resources(exampleContext(name, more)).map(({ id }) => id)
const lintsOf = (name: string, more: object = {}, members = [lb1, lb2]) => {
  const vars = mysqlVars.parse({ ...examples[name]?.vars, ...more })
  return role.lints?.(contextOf(vars, lb1, members)) ?? []
}

test('mysql has a package, a drop-in that the server judges, and a service that restarts for it', (t) => {
  t.deepEqual(idsOf('a server alone'), [
    'package:mariadb-server',
    'file:/etc/mysql/mariadb.conf.d/99-evenkeel.cnf',
    'service:mariadb',
  ])
  const found = role.resources(exampleContext('a server alone', mysql))
  t.deepEqual(
    found.map(({ id }) => id),
    ['package:mysql-server', 'file:/etc/mysql/mysql.conf.d/zz-evenkeel.cnf', 'service:mysql'],
  )
  t.like(found[1]?.spec, { validate: 'mysqld --defaults-file=% --user=mysql --validate-config' })
})

test('mysql makes the accounts of a pair for the address of the other host only, and the guard last', (t) => {
  t.deepEqual(idsOf('pair'), [
    'sysctl:net.ipv4.ip_nonlocal_bind',
    'package:mariadb-server',
    'package:mariadb-backup',
    'directory:/etc/mysql/evenkeel',
    'file:/etc/mysql/evenkeel/ca.pem',
    'file:/etc/mysql/evenkeel/certificate.pem',
    'file:/etc/mysql/evenkeel/key.pem',
    'file:/etc/mysql/mariadb.conf.d/99-evenkeel.cnf',
    'service:mariadb',
    'database:shop',
    'database_account:evenkeel_replica@10.77.0.12',
    'database_account:evenkeel_writer@10.77.0.12',
    'replication_channel:inbound',
    'directory:/usr/local/lib/evenkeel',
    'directory:/usr/local/lib/evenkeel/writer',
    'directory:/etc/evenkeel',
    'directory:/etc/tmpfiles.d',
    'file:/usr/local/lib/evenkeel/writer/writer',
    'file:/etc/evenkeel/writer.conf',
    'file:/etc/evenkeel/writer-peer.cnf',
    'file:/etc/tmpfiles.d/evenkeel-writer.conf',
    'file:/etc/systemd/system/evenkeel-writer.service',
    'file:/etc/systemd/system/evenkeel-writer.socket',
    'file:/etc/systemd/system/evenkeel-writer@.service',
    'service:evenkeel-writer',
    'service:evenkeel-writer.socket',
  ])
})

test('mysql gives an account to each host of a group, and to read replicas', (t) => {
  const accounts = (name: string) => idsOf(name).filter((id) => id.startsWith('database_account:'))
  t.deepEqual(accounts('a server alone with all settings'), [
    'database_account:shop@10.77.0.21',
    'database_account:shop@10.77.0.22',
    'database_account:shop@10.88.0.%',
  ])
  t.true(accounts('a pair that loses nothing').includes('database_account:evenkeel_replica@10.77.0.21'))
})

test('mysql limits accounts to the address from which the other host comes', (t) => {
  const inner = (name: string, outer: string, own: string) => ({
    ...host(name, outer),
    facts: facts(outer, {
      interfaces: [
        { name: 'a', addresses: [`${outer}/24`] },
        { name: 'b', addresses: [`${own}/24`] },
      ],
    }),
  })
  const one = inner('db1', '10.1.0.1', '10.2.0.1')
  const other = { ...inner('db2', '10.3.0.2', '10.2.0.2'), address: '10.2.0.2' }
  const vars = mysqlVars.parse(examples.pair?.vars)
  const ids = role.resources(contextOf(vars, other, [one, other])).map(({ id }) => id)
  t.true(ids.includes('database_account:evenkeel_replica@10.2.0.1'), ids.join())
})

test('mysql has a channel and no guard on a read replica', (t) => {
  const ids = idsOf('a read replica')
  t.true(ids.includes('replication_channel:inbound'))
  t.false(ids.some((id) => id.includes('evenkeel-writer')))
  const written = dropIn(exampleContext('a read replica')).reveal()
  t.regex(written, /^read_only = ON$/m)
  t.regex(written, /^server_id = 11$/m)
})

test('dropIn() gives each server of a pair its number and offset, and opens none of them', (t) => {
  const second = dropIn(exampleContext('pair', {}, lb2)).reveal()
  for (const line of [
    'bind_address = 127.0.0.1,10.77.0.12,10.77.0.100',
    'server_id = 2',
    'gtid_domain_id = 2',
    'auto_increment_offset = 2',
    'read_only = ON',
    'event_scheduler = OFF',
    'relay_log_recovery = OFF',
    'ssl_key = /etc/mysql/evenkeel/key.pem',
  ])
    t.true(second.split('\n').includes(line), line)
  const first = dropIn(exampleContext('pair', mysql)).reveal()
  t.regex(first, /^super_read_only = ON$/m)
  t.regex(first, /^replicate_same_server_id = ON$/m)
  t.false(/gtid_domain_id|binlog_format/.test(first))
})

test('mysql takes the server_id of the inventory, and refuses two that are equal', (t) => {
  const numbered = (id: number) => [
    { ...lb1, variables: { server_id: 7 } },
    { ...lb2, variables: { server_id: id } },
  ]
  const lints = (id: number) => {
    const [first = lb1, ...others] = numbered(id)
    return role.lints?.(contextOf(mysqlVars.parse(examples.pair?.vars), first, [first, ...others])) ?? []
  }
  t.deepEqual(lints(8), [])
  t.like(lints(7), [{ rule: 45, level: 'refuse' }])
})

for (const [what, more, expected] of [
  ['nothing against a pair with a witness', {}, []],
  ['a pair without a witness', { writer: { vip: '10.77.0.100' } }, ['warn 49 no witnesses']],
  [
    'a VIP that is a host',
    { writer: { vip: '10.77.0.12', witnesses: ['10.77.0.1'] } },
    ["refuse 56 lb2's own address"],
  ],
  ['a witness of the pair', { writer: { vip: '10.77.0.100', witnesses: ['10.77.0.12'] } }, ['refuse 49 is lb2 itself']],
  ['two servers without a writer', { writer: undefined }, ['refuse 46 overwrite each other']],
  ['changes in clear', { replication: { password: PASSWORD, tls: 'off' } }, ['warn 44 in clear']],
  [
    'an account that bypasses read-only',
    {
      accounts: [
        { name: 'a', from: ['10.0.0.1'], password: 'a long password', grants: [{ on: '*.*', privileges: ['Super'] }] },
      ],
    },
    ['refuse 46 writes on a server that is read-only'],
  ],
  [
    'an account from everywhere with a short password',
    { accounts: [{ name: 'a', from: ['%'], password: 'secretly' }] },
    ['warn 44 from everywhere', 'warn 44 tried out'],
  ],
] as const) {
  test(`lints() of mysql finds ${what}`, (t) => {
    const found = lintsOf('pair', more)
    t.is(found.length, expected.length, JSON.stringify(found))
    expected.forEach((one, index) => {
      const [, level, rule, words = ''] = /^(\w+) (\d+) (.*)$/.exec(one) ?? []
      t.like(found[index], { level, rule: Number(rule) })
      t.true(found[index]?.message.includes(words), found[index]?.message)
    })
  })
}

test('lints() of mysql refuses three servers, and engines that are mixed', (t) => {
  const third = host('db3', '10.77.0.13')
  t.like(lintsOf('pair', {}, [lb1, lb2, third]), [{ rule: 46, level: 'refuse' }])
  const other = { ...lb2, variables: { engine: 'mysql' } }
  t.like(lintsOf('pair', {}, [lb1, other]), [{ rule: 47, level: 'refuse' }])
})

test('mysql opens its port to the hosts of its accounts and to the other server', (t) => {
  t.deepEqual(role.openings?.(exampleContext('pair')), [
    { title: 'database server', protocol: 'tcp', port: 3306, from: ['10.77.0.12'] },
    { title: "writer's guard", protocol: 'tcp', port: 3380, from: ['10.77.0.12'] },
  ])
  t.deepEqual(role.openings?.(exampleContext('a server alone')), [])
})

test('pair() describes two hosts with a writer, and nothing else', (t) => {
  t.like(role.pair?.(exampleContext('pair')), {
    engine: 'mariadb',
    hosts: [
      { name: 'lb1', address: '10.77.0.11' },
      { name: 'lb2', address: '10.77.0.12' },
    ],
    vip: '10.77.0.100',
    answerPort: 3380,
    unit: 'mariadb.service',
  })
  t.is(role.pair?.(exampleContext('a server alone')), undefined)
})

test('mysql changes the holder of the VIP last', (t) => {
  const interfaces = [{ name: 'vec0', addresses: ['10.77.0.11/24', '10.77.0.100/32'] }]
  const holder = { ...lb1, facts: facts('10.77.0.11', { interfaces }) }
  t.is(role.precedence?.(exampleContext('pair')), 0)
  t.is(role.precedence?.(exampleContext('pair', {}, holder)), 1)
})

test('madeCertificates() makes one authority for all servers, and the same files each time', (t) => {
  const password = new Secret(PASSWORD, 'test')
  const [one, other] = ['db1', 'db2'].map((name) => madeCertificates(password, name, [name, '10.0.0.1', 'fd00::1']))
  t.is(one?.ca, other?.ca)
  t.not(one?.certificate, other?.certificate)
  t.deepEqual(madeCertificates(password, 'db1', ['db1', '10.0.0.1', 'fd00::1']).certificate, one?.certificate)
  const [authority, certificate] = [new X509Certificate(one?.ca ?? ''), new X509Certificate(one?.certificate ?? '')]
  t.true(certificate.verify(authority.publicKey))
  t.true(authority.ca)
  t.false(certificate.ca)
  t.is(certificate.checkIP('10.0.0.1'), '10.0.0.1')
  t.is(certificate.checkHost('db1'), 'db1')
  t.is(certificate.checkIP('fd00::1'), 'fd00::1')
  t.not(madeCertificates(new Secret(`${PASSWORD.slice(1)}x`, 'test'), 'db1', []).ca, one?.ca)
})

test('mysql writes no password into a file that others than root and the server can read', (t) => {
  const guard = guardPassword(new Secret(PASSWORD, 'test')).reveal()
  for (const { kind, spec } of role.resources(exampleContext('pair'))) {
    if (kind !== 'file') continue
    const { path, content, mode } = spec as FileSpec
    if (content?.secret) t.true(['0600', '0400'].includes(mode), path)
  }
  t.false(
    JSON.stringify(role.resources(exampleContext('pair')).map(({ spec, desired }) => [spec, desired])).includes(guard),
  )
})
