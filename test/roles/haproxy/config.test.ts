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
  const order = ['http-request deny', 'http-request redirect', 'use_backend other', 'server web1']
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

test('haproxyConfig() keeps secrets in lines of the user, in checks and in headers secret', (t) => {
  const secret = new Secret('to"p', 'env:A')
  const vars = haproxyVars.parse({
    listens: [
      {
        ...web,
        check: { tcp: { send: new Text(['AUTH ', secret, '\r\n']) } },
        request_headers: [{ set: 'Authorization', value: new Text(['Bearer ', secret]) }],
        extra: new Text(['http-request deny\nuse_backend web if { path ', new Secret('/hidden', 'env:B'), ' }']),
      },
      { ...web, name: 'other', binds: [81], check: { http: { headers: { 'X-Key': secret } } } },
    ],
    extra: new Text(['userlist a\n    user b insecure-password ', new Secret('hidden', 'env:C')]),
  })
  const config = haproxyConfig(vars, balancer)
  t.true(config.isSecret)
  for (const line of [
    'tcp-check send "AUTH to\\"p\\r\\n"',
    'http-request set-header Authorization "Bearer to\\"p"',
    'use_backend web if { path /hidden }',
    'hdr Host localhost hdr X-Key "to\\"p"',
    'user b insecure-password hidden\n',
  ])
    t.true(config.reveal().includes(line), config.reveal())
  t.notRegex(config.toString(), /to\\?"p|hidden/)
})

test('haproxyConfig() names servers with one address by their ports', (t) => {
  const servers = [{ host: 'web1', port: 80 }, { host: 'web1', port: 81 }, { host: 'web2' }]
  t.regex(configOf({ listens: [{ ...web, servers }] }), /server web1_80 .*\n +server web1_81 .*\n +server web2 /)
})

test('haproxyConfig() puts a redirect of the old form before the routes', (t) => {
  const extra = 'redirect prefix / if { path /a }\nuse_backend web if TRUE'
  const config = configOf({ listens: [{ ...web, extra, request_headers: [{ del: 'X-A' }] }] })
  t.regex(config, /http-request del-header X-A\n +redirect prefix [\s\S]*use_backend/)
})

const tls = [{ name: 'shop', self_signed: 'a.example' }]
for (const [binds, port, words] of [
  [[80, { port: 443, ssl: 'shop' }], undefined, 'scheme https'],
  [[8080, { port: 443, ssl: 'shop' }], undefined, 'prefix "https://%[req.hdr(host),regsub(:8080\\$,)]"'],
  [[8080, { port: 8443, ssl: 'shop' }], undefined, 'prefix "https://%[req.hdr(host),regsub(:8080\\$,:8443)]"'],
  [[80, { port: 8443, ssl: 'shop' }], undefined, 'prefix https://%[req.hdr(host),host_only]:8443'],
  [[80, 8080, { port: 8443, ssl: 'shop' }], 443, 'prefix "https://%[req.hdr(host),regsub(:8080\\$,)]"'],
  [[8080], 444, 'prefix https://%[req.hdr(host),host_only]:444'],
] as const)
  test(`haproxyConfig() redirects from ${JSON.stringify(binds)} to https, port ${port}`, (t) => {
    const redirects = [{ scheme: 'https', ...(port === undefined ? {} : { port }) }]
    const config = configOf({ certificates: tls, listens: [{ ...web, binds, redirects }] })
    t.true(config.includes(`http-request redirect ${words} code 302 unless { ssl_fc }\n`), config)
  })

test("haproxyConfig() checks another port by TLS with the server's own verification (rule 58)", (t) => {
  const ssl = { ca_file: '@system-ca' }
  const config = configOf({
    listens: [{ ...web, default_server: { ssl }, check: { tcp: true, port: 9443, tls: true } }],
  })
  t.regex(config, /server web1 \S+ check port 9443 check-ssl weight 1$/m)
})

test('haproxyVars reads braces inside a word of a condition', (t) => {
  const redirects = [{ location: '/', if: '{ path_reg ^/a{2}$ } or !{ src 10.0.0.0/8 }' }]
  t.true(configOf({ listens: [{ ...web, redirects }] }).includes('if { path_reg ^/a{2}$ } or !{ src 10.0.0.0/8 }\n'))
})

test('haproxyConfig() writes rules, lines of the user and its own in the order of their stages', (t) => {
  const config = configOf({
    listens: [
      {
        ...web,
        mode: 'http',
        inspect_delay: '1s',
        tcp_request: [
          { at: 'content', accept: true },
          { at: 'connection', reject: true, if: '{ src 10.9.0.1 }' },
        ],
        http_request: [{ deny: true, unless: '{ path / }' }],
        redirects: [{ location: '/x', if: 'FALSE' }],
        extra: 'http-request set-log-level silent\ntcp-request session accept\nserver own 10.0.0.9:80',
      },
    ],
  })
  const order = [
    'tcp-request connection reject if { src 10.9.0.1 }',
    'tcp-request session accept',
    'tcp-request content accept\n',
    'tcp-request content accept if { req.ssl_hello_type 1 }',
    'http-request deny unless { path / }',
    'http-request set-log-level silent',
    'http-request redirect location /x',
    'default-server',
    'server web1',
    'server own',
  ].map((line) => config.indexOf(line))
  t.false(order.includes(-1), config)
  t.deepEqual(
    order,
    order.toSorted((one, other) => one - other),
  )
})

test('haproxyConfig() reaches a socket below the chroot by its path there', (t) => {
  const servers = [{ socket: '/var/lib/haproxy/run/app.sock' }]
  t.regex(configOf({ listens: [{ ...web, servers }] }), /server app\.sock unix@\/run\/app\.sock check/)
  const free = configOf({ global: { chroot: false }, listens: [{ ...web, servers }] })
  t.regex(free, /server app\.sock unix@\/var\/lib\/haproxy\/run\/app\.sock check/)
  t.notRegex(free, /chroot/)
})

test('haproxyConfig() writes HTTP/3 beside TLS', (t) => {
  const binds = [
    { port: 443, ssl: 'shop', http3: true },
    { address: 'fd00::1', port: 8443, ssl: 'shop', http3: true },
  ]
  const config = configOf({ certificates: tls, listens: [{ ...web, binds }] })
  for (const line of [
    'limited-quic',
    'bind quic4@*:443 ssl crt /etc/haproxy/certs/shop.self-signed.pem alpn h3',
    'bind quic6@[fd00::1]:8443 ssl crt /etc/haproxy/certs/shop.self-signed.pem alpn h3',
    'http-after-response set-header Alt-Svc "h3=\\":443\\"; ma=86400" if { ssl_fc } { dst_port 443 }',
  ])
    t.true(config.includes(`    ${line}\n`), config)
})
