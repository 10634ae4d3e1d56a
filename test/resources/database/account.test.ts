import test from 'ava'
import { Blob } from '../../../engine/blob.ts'
import { definitionIn } from '../../../engine/resources/database/definition.ts'
import { grantsBetween, privilegesIn, privilegesOf } from '../../../engine/resources/database/grants.ts'
import { clauseOf, digestOfClause, isClauseOf } from '../../../engine/resources/database/password.ts'
import { sha256Crypt } from '../../../engine/resources/database/sha256-crypt.ts'
import { type DatabaseAccountInput, databaseAccount } from '../../../engine/resources/database-account.ts'
import { restore } from '../../../engine/resources/registry.ts'
import { Secret } from '../../../engine/secrets.ts'

const secret = (value: string) => new Secret(value, 'env:SHOP_PASSWORD')

// What MariaDB 10.11.19 and MySQL 9.7.4 printed.
const MARIADB = `CREATE USER \`shop\`@\`10.0.0.%\` IDENTIFIED BY PASSWORD '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19' REQUIRE SSL
GRANT \`r\` TO \`shop\`@\`10.0.0.%\` WITH ADMIN OPTION
GRANT ALL PRIVILEGES ON \`mysql\`.* TO \`shop\`@\`10.0.0.%\`
GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO \`shop\`@\`10.0.0.%\` IDENTIFIED BY PASSWORD '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19' REQUIRE SSL
GRANT SELECT (\`a\`), UPDATE (\`a\`, \`b\`) ON \`shop_a\`.\`t\` TO \`shop\`@\`10.0.0.%\`
GRANT SELECT, INSERT ON \`shop\\_a\`.* TO \`shop\`@\`10.0.0.%\` WITH GRANT OPTION
SET DEFAULT ROLE \`r\` FOR \`shop\`@\`10.0.0.%\`
`
const MYSQL = `CREATE USER \`shop\`@\`10.0.0.%\` IDENTIFIED WITH 'caching_sha2_password' AS '$A$005$\`;7:NO6XHjVE]RV=5B\\\\Ao.p7pURk6tfk187SsNjeC6dCSerD8Hyn5ebSHRRgWT8' DEFAULT ROLE \`r\`@\`%\` REQUIRE SSL PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT DEFAULT
GRANT ALL PRIVILEGES ON \`mysql\`.* TO \`shop\`@\`10.0.0.%\`
GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO \`shop\`@\`10.0.0.%\`
GRANT \`r\`@\`%\` TO \`shop\`@\`10.0.0.%\` WITH ADMIN OPTION
`
/** The statement with which that MySQL hash was set; its password is secret123. */
const AS_HEX =
  "WITH 'caching_sha2_password' AS 0x24412430303524603B373A4E4F3658486A56455D52563D35425C416F2E70377055526B3674666B31383753734E6A6543366443536572443848796E3565625348525267575438"

const input: DatabaseAccountInput = {
  engine: 'mysql',
  name: 'shop',
  host: '10.0.0.%',
  password: secret('secret123'),
  grants: [{ on: 'shop_a.*', privileges: ['select', 'INSERT'] }],
}

test('sha256Crypt() computes what openssl passwd -5 prints', (t) => {
  const digest = (password: string, salt: string) => sha256Crypt(Buffer.from(password), Buffer.from(salt), 5000)
  t.is(digest('Hello world!', 'saltstring'), '5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5')
})

test('clauseOf() makes the hashes of both engines, the same for the same account', (t) => {
  t.is(
    clauseOf('mariadb', 'shop@%', secret('password')).text?.reveal(),
    "BY PASSWORD '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'",
  )
  const mysql = clauseOf('mysql', 'shop@%', secret('password'))
  t.regex(mysql.text?.reveal() ?? '', /^WITH 'caching_sha2_password' AS 0x[0-9A-F]{140}$/)
  t.true(mysql.secret)
  t.is(`${mysql.text}`, '***')
  t.not(mysql.sha256, clauseOf('mysql', 'other@%', secret('password')).sha256, 'another salt for another account')
})

test('isClauseOf() compares a hash with another salt by computing it', (t) => {
  const stored = digestOfClause(AS_HEX)
  t.is(stored.salt, '24412430303524603B373A4E4F3658486A56455D52563D35425C41')
  t.true(isClauseOf(clauseOf('mysql', 'any@%', secret('secret123')), stored))
  t.false(isClauseOf(clauseOf('mysql', 'any@%', secret('secret124')), stored))
  // MySQL 9.7 takes 10,000 rounds by default.
  const salt = Buffer.from('3654325a6445730634505d4d12476827336e4a35', 'hex').toString('latin1')
  const hash = Buffer.from(`$A$00A$${salt}Td7HdOv.4SamPOofl9VMNKNixYtuWjefVKP0Ti.jjYA`, 'latin1').toString('hex')
  const newer = digestOfClause(`WITH 'caching_sha2_password' AS 0x${hash.toUpperCase()}`)
  t.true(isClauseOf(clauseOf('mysql', 'any@%', secret('made by hand')), newer))
  t.false(isClauseOf(clauseOf('mysql', 'any@%', secret('made by hands')), newer))
  const named = Blob.named(clauseOf('mysql', 'any@%', secret('secret123')))
  t.false(isClauseOf(named, stored), 'a spec from a journal has no password')
})

test('definitionIn() reads an account of MariaDB', (t) => {
  const { clause, tls, privileges } = definitionIn(MARIADB)
  t.deepEqual(clause, digestOfClause("BY PASSWORD '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'"))
  t.is(tls, 'SSL')
  t.deepEqual(privileges, [
    'ALL PRIVILEGES ON `mysql`.*',
    'BINLOG MONITOR ON *.*',
    'GRANT OPTION ON `shop\\_a`.*',
    'INSERT ON `shop\\_a`.*',
    'REPLICATION SLAVE ON *.*',
    'SELECT (`a`) ON `shop_a`.`t`',
    'SELECT ON `shop\\_a`.*',
    'UPDATE (`a`, `b`) ON `shop_a`.`t`',
    '`r` WITH ADMIN OPTION',
  ])
})

test('definitionIn() reads an account of MySQL, whose hash is printed as text', (t) => {
  const { clause, tls, privileges } = definitionIn(MYSQL)
  t.deepEqual(clause, digestOfClause(AS_HEX))
  t.is(tls, 'SSL')
  t.true(privileges.includes('`r`@`%` WITH ADMIN OPTION'))
})

test('definitionIn() reads what has no password, no TLS, and options behind', (t) => {
  const limits = 'CREATE USER `lim`@`localhost` WITH MAX_USER_CONNECTIONS 3 ACCOUNT LOCK PASSWORD EXPIRE\n'
  t.like(definitionIn(limits), { clause: digestOfClause(''), tls: 'NONE', privileges: [] })
  const socket = "CREATE USER `root`@`localhost` IDENTIFIED VIA mysql_native_password USING 'invalid' OR unix_socket\n"
  t.like(definitionIn(socket), {
    clause: digestOfClause("VIA mysql_native_password USING 'invalid' OR unix_socket"),
    tls: 'NONE',
  })
})

test('privilegesOf() writes privileges as the engine shows them', (t) => {
  const grants = [
    { on: '*.*', privileges: ['REPLICATION CLIENT', 'USAGE'] },
    { on: 'a_b.t', privileges: ['ALL'] },
  ]
  t.deepEqual(privilegesOf('mysql', grants), ['ALL PRIVILEGES ON `a_b`.`t`', 'REPLICATION CLIENT ON *.*'])
  t.deepEqual(privilegesOf('mariadb', grants), ['ALL PRIVILEGES ON `a_b`.`t`', 'BINLOG MONITOR ON *.*'])
  t.deepEqual(privilegesOf('mysql', [{ on: 'a_b.*', privileges: ['SELECT'] }]), ['SELECT ON `a\\_b`.*'])
})

test('privilegesIn() reads partial revokes, proxies and dynamic privileges', (t) => {
  const lines = [
    'GRANT USAGE ON *.* TO `u`@`%`',
    'GRANT BACKUP_ADMIN,CLONE_ADMIN ON *.* TO `u`@`%`',
    'GRANT PROXY ON ``@`` TO `u`@`%` WITH GRANT OPTION',
    'REVOKE SELECT ON `mysql`.* FROM `u`@`%`',
  ]
  t.deepEqual(privilegesIn(lines), [
    'BACKUP_ADMIN ON *.*',
    'CLONE_ADMIN ON *.*',
    'GRANT OPTION ON ``@``',
    'PROXY ON ``@``',
    'REVOKE SELECT ON `mysql`.*',
  ])
})

test('grantsBetween() gives and takes only the difference', (t) => {
  const from = ['SELECT ON `a`.*', '`r` WITH ADMIN OPTION', 'REVOKE SELECT ON `mysql`.*']
  const { grants, revokes } = grantsBetween("'u'@'%'", from, ['SELECT ON `a`.*', 'INSERT ON `a`.*'])
  t.is(grants, "GRANT INSERT ON `a`.* TO 'u'@'%';")
  t.is(revokes, "REVOKE `r` FROM 'u'@'%';\nGRANT SELECT ON `mysql`.* TO 'u'@'%';")
})

test('a database_account has neither password nor hash in its spec, scripts and redacted state', (t) => {
  const account = databaseAccount(input)
  const hash = clauseOf('mysql', 'shop@10.0.0.%', secret('secret123')).text?.reveal() ?? ''
  const all = [
    JSON.stringify(account.spec),
    JSON.stringify(account.desired),
    ...account.converge(null, account.desired).map(String),
  ]
  for (const one of all) {
    t.false(one.includes('secret123'))
    t.false(one.includes(hash.slice(-40)))
  }
  const redacted = JSON.stringify(account.redacted(definitionIn(MYSQL), () => 'hidden'))
  t.notRegex(redacted, /[0-9a-f]{40}/i)
  t.deepEqual(account.stateLines(account.desired, undefined), [
    'TLS required: SSL',
    'INSERT ON `shop\\_a`.*',
    'SELECT ON `shop\\_a`.*',
  ])
})

test('a database_account from a journal holds for its own hash, and not for others', (t) => {
  const account = databaseAccount(input)
  const restored = restore('database_account', JSON.parse(JSON.stringify(account.spec)) as object)
  t.true(restored.holds(account.desired, account.desired))
  t.false(restored.holds(account.desired, definitionIn(MYSQL)))
})

for (const [what, wrong, message] of [
  ['no password', { password: undefined }, /password/],
  ['a short password', { password: secret('short') }, /at least 8 characters/],
  ['a password of several lines', { password: secret('long enough\n') }, /control characters/],
  ['a quote in the name', { name: "o'neill" }, /name of an account/],
  ['a pattern in a grant', { grants: [{ on: 'shop%.*', privileges: ['SELECT'] }] }, /DATABASE/],
  ['a statement as a privilege', { grants: [{ on: '*.*', privileges: ['SELECT; DROP'] }] }, /name of a privilege/],
  ['ALL on everything of MySQL', { grants: [{ on: '*.*', privileges: ['ALL'] }] }, /list the privileges/],
  ['a password of what is absent', { state: 'absent' as const }, /has no password/],
] as const) {
  test(`databaseAccount() refuses ${what}`, (t) => {
    t.throws(() => databaseAccount({ ...input, ...wrong } as DatabaseAccountInput), { code: 'input', message })
  })
}
