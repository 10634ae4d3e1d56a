import { readFileSync } from 'node:fs'
import test from 'ava'
import { Secret, Text } from '../../../engine/secrets.ts'
import { haproxyConfig } from '../../../roles/haproxy/config/config.ts'
import { haproxyVars } from '../../../roles/haproxy/vars/vars.ts'
import { facts, find, host, lb1, lb2 } from '../hosts.ts'
import { examples } from './examples.ts'

const balancer = { host: lb1, members: [lb1, lb2], hosts: find }

function configOf(vars: object, more: object = {}): string {
  return haproxyConfig(haproxyVars.parse(vars), { ...balancer, ...more }).reveal()
}

/** A configuration that `haproxy -c` of 2.6 and 3.0 accepts without a warning. */
function golden(name: string): string {
  return readFileSync(new URL(`fixtures/${name.replaceAll(' ', '-')}.cfg`, import.meta.url), 'utf8')
}

for (const [name, { vars }] of Object.entries(examples)) {
  test(`haproxyConfig() writes the example "${name}"`, (t) => {
    t.is(configOf(vars), golden(name))
  })
}

const web = { name: 'web', binds: [80], servers: 'real_servers' }

test('haproxyConfig() redacts the password of the stats page', (t) => {
  const stats = { address: 'own', user: 'ops', password: new Secret('tellnobody', 'env:STATS') }
  const config = haproxyConfig(haproxyVars.parse({ stats }), balancer)
  t.true(config.isSecret)
  t.true(config.toString().includes('stats auth "ops:***"'))
  t.true(config.reveal().includes('stats auth "ops:tellnobody"'))
})

test('haproxyConfig() keeps a text with a secret unchanged, and adds a line end', (t) => {
  const config = new Text(['userlist a\n  user b insecure-password ', new Secret('hidden', 'env:A')])
  const written = haproxyConfig(haproxyVars.parse({ config }), balancer)
  t.is(written.reveal(), 'userlist a\n  user b insecure-password hidden\n')
  t.true(written.isSecret)
})

test("haproxyConfig() chooses the admin socket's path by the distribution", (t) => {
  const rocky = { ...lb1, facts: facts('10.77.0.11', { distribution: 'rocky', families: ['rhel', 'rocky'] }) }
  t.regex(configOf({ listens: [web] }), /stats socket \/run\/haproxy\/admin\.sock mode 660 level admin$/m)
  t.regex(configOf({ listens: [web] }, { host: rocky }), /stats socket \/var\/lib\/haproxy\/stats mode 660/)
})

test('haproxyConfig() gives servers the weight of their host variable, and names without spaces', (t) => {
  const hosts = () => [host('web one', '10.77.0.21', { weight: '7' }), host('web2', 'fd00::22')]
  const config = configOf({ listens: [web] }, { hosts })
  t.regex(config, /server web_one 10\.77\.0\.21:80 check weight 7$/m)
  t.regex(config, /server web2 \[fd00::22\]:80 check weight 1$/m)
  const heavy = () => [host('web1', '10.77.0.21', { weight: 257 })]
  t.throws(() => configOf({ listens: [web] }, { hosts: heavy }), { message: /"weight" of web1: it is 257/ })
})

test("haproxyConfig() writes the user's lines where HAProxy evaluates them", (t) => {
  const extra = 'use_backend other if TRUE\nhttp-request deny if { path /secret }'
  const config = configOf({ listens: [{ ...web, extra, redirects: [{ location: '/', if: 'FALSE' }] }] })
  const order = ['http-request deny', 'http-request redirect', 'server web1', 'use_backend other']
  const found = order.map((line) => config.indexOf(line))
  t.deepEqual(
    found,
    found.toSorted((one, other) => one - other),
  )
})

for (const [what, more, at] of [
  ['a criterion', { acls: [{ name: 'a', criterion: 'path_beg /a#b /c' }] }, 'acls.0.criterion'],
  ['a condition', { redirects: [{ prefix: 'https://a', if: '{ path /a#b }' }] }, 'redirects.0.if'],
  ['a server', { servers: [{ host: 'web1', extra: 'maxconn 5 #all' }] }, 'servers.0.extra'],
] as const) {
  test(`haproxyVars refuses a "#" in ${what}, which would begin a comment (rule 54)`, (t) => {
    const { error } = haproxyVars.safeParse({ listens: [{ ...web, ...more }] })
    t.true(error?.issues.some(({ path, message }) => path.join('.') === `listens.0.${at}` && message.includes('"#"')))
  })
}

test('haproxyConfig() lets a "#" stand in quotes', (t) => {
  const acls = [
    { name: 'a', criterion: 'path_beg "/a#b" /c' },
    { name: 'b', path_beg: '/a#b' },
  ]
  const config = configOf({ listens: [{ ...web, acls }] })
  t.true(config.includes('acl a path_beg "/a#b" /c\n    acl b path_beg "/a#b"\n'))
})

test('haproxyConfig() accepts a ClientHello after the rules of the user (rule 59)', (t) => {
  const extra = 'tcp-request content reject if { req.ssl_sni -i a.example }'
  const config = configOf({ listens: [{ ...web, mode: 'tcp', inspect_delay: '5s', extra }] })
  t.true(config.indexOf('content reject') < config.indexOf('content accept'))
})
