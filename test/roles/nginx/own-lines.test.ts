import test from 'ava'
import { Secret, text } from '../../../engine/secrets.ts'
import { siteConfig } from '../../../roles/nginx/config/site.ts'
import { allDirectives, parseDirectives } from '../../../roles/nginx/language/directives.ts'
import { modulePackages } from '../../../roles/nginx/modules.ts'
import { placesOf } from '../../../roles/nginx/places.ts'
import role from '../../../roles/nginx/role.ts'
import { nginxVars } from '../../../roles/nginx/vars/vars.ts'
import { contextOf, find, lb1 } from '../hosts.ts'

function contextWith(vars: object, facts: object = {}) {
  const host = { ...lb1, facts: { ...lb1.facts, ...facts } }
  return contextOf(nginxVars.parse(vars), host, [host])
}

const shop = { name: 'shop', servers: 'real_servers' }

test('parseDirectives() reads quotes, comments, blocks, variables and other languages', (t) => {
  const written = `log_format json escape=json '{"a":"$x"}'; # a; comment {
map $a $b { default 0; server 1; "~a;b{" 4; }
server { listen 80; location ~ "\\.{3}" { return 200 \${a}#b; } }
content_by_lua_block { local a = {1, 2}; }
last`
  t.deepEqual(
    parseDirectives(written).map(({ name, words }) => [name, ...words]),
    [
      ['log_format', 'json', 'escape=json', `'{"a":"$x"}'`],
      ['map', '$a', '$b'],
      ['server'],
      ['content_by_lua_block'],
      ['last'],
    ],
  )
  t.deepEqual(
    allDirectives(written).map(({ name }) => name),
    ['log_format', 'map', 'server', 'listen', 'location', 'return', 'content_by_lua_block', 'last'],
  )
})

test('parseDirectives() never throws', (t) => {
  for (const written of ['}', '{', '{ { }', '"', "a 'b", 'a {', '; ; }', '#', '\\', '${', 'a_by_lua_block {']) {
    t.true(Array.isArray(parseDirectives(written)), written)
  }
})

test('what only lines of its own listen on is opened, checked and bound', (t) => {
  const context = contextWith({
    extra: 'server { listen 9000; listen 10.77.0.100:9001 ssl; }\nserver { }\nmap $a $b { listen 1; }',
    upstreams: [shop],
    sites: [{ listen: 81, extra: 'listen 443 quic;\nlisten 127.0.0.1:82;\nlisten unix:/run/a.sock;' }],
    streams: [{ name: 's', listen: 5000, upstream: 'shop', extra: 'listen 5001;' }],
  })
  t.deepEqual(
    role.openings?.(context).map(({ title, protocol, port }) => `${title} ${protocol} ${port}`),
    [
      'site site-81 tcp 81',
      'stream s tcp 5000',
      'extra of site "site-81" udp 443',
      'extra of stream "s" tcp 5001',
      'extra tcp 9000',
      'extra tcp 9001',
      'extra tcp 80',
    ],
  )
  const titles = (role.checks?.(context) ?? []).map(({ title }) => title)
  t.true(titles.includes('lb1 listens on 10.77.0.100:9001, as extra says'))
  t.true(titles.includes('lb1 listens on 127.0.0.1:82, as extra of site "site-81" says'))
  t.true(role.resources(context).some(({ id }) => id === 'sysctl:net.ipv4.ip_nonlocal_bind'))
})

test("a server in extra that is the default on port 80 takes the place of Debian's own site", (t) => {
  const ids = (extra: string) => role.resources(contextWith({ extra })).map(({ id }) => id)
  t.true(ids('server { listen 80 default_server; }').includes('link:/etc/nginx/sites-enabled/default'))
  t.false(ids('server { listen 80; server_name a; }').includes('link:/etc/nginx/sites-enabled/default'))
})

test('a location may name an upstream of extra, or one that an include may bring', (t) => {
  const sites = [{ locations: [{ path: '/', proxy_pass: 'own' }] }]
  t.true(nginxVars.safeParse({ sites, extra: 'upstream own { server 10.0.0.1; }' }).success)
  t.true(nginxVars.safeParse({ sites, extra: 'include /etc/nginx/own/*.conf;' }).success)
  t.false(nginxVars.safeParse({ sites, extra: 'upstream other { server 10.0.0.1; }' }).success)
})

test('a certificate of lines of its own, or of an include, is not missed', (t) => {
  const refusals = (site: object, more: object = {}) =>
    (role.lints?.(contextWith({ sites: [{ listen: '443 ssl', ...site }], ...more })) ?? []).map(
      ({ message }) => message,
    )
  t.is(refusals({}).length, 1)
  t.is(refusals({ extra: '# ssl_certificate /a;' }).length, 1)
  t.deepEqual(refusals({ extra: 'include snippets/tls.conf;' }), [])
  t.deepEqual(refusals({ extra: 'ssl_certificate /a; ssl_certificate_key /a;' }), [])
  t.deepEqual(refusals({}, { extra: 'ssl_certificate /a; ssl_certificate_key /a;' }), [])
  t.is(refusals({ listen: 80, extra: 'listen 444 ssl;' }).length, 1)
})

test('what an include may bring is said not to be looked at', (t) => {
  const remarks =
    role.remarks?.(contextWith({ extra: 'server { include own/a.conf; }', sites: [{ listen: 81 }] })) ?? []
  t.true(remarks.some((one) => one.startsWith('own/a.conf, which extra includes, is not looked at')))
})

test('modulePackages() finds the packages that lines need', (t) => {
  const lines =
    'more_set_headers "A: b";\nserver { location / { brotli on; image_filter resize 1 1; } }\nmap $a $b { echo 1; }'
  t.deepEqual(modulePackages({ families: ['debian'] }, lines), [
    'libnginx-mod-http-headers-more-filter',
    'libnginx-mod-http-brotli-filter',
    'libnginx-mod-http-image-filter',
  ])
  t.deepEqual(modulePackages({ families: ['rhel'] }, lines), ['nginx-mod-http-image-filter'])
  const ids = role.resources(contextWith({ sites: [{ extra: 'more_set_headers "A: b";' }] })).map(({ id }) => id)
  t.true(ids.includes('package:libnginx-mod-http-headers-more-filter'))
})

test('a copy of a line with a secret is secret as a whole', (t) => {
  const token = new Secret('a-secret-token', 'env:TOKEN')
  const vars = nginxVars.parse({
    upstreams: [shop],
    sites: [
      {
        extra: text`proxy_set_header X-Token "${token}";\n`,
        locations: [{ path: '/', proxy_pass: 'shop', proxy_headers: { Authorization: text`Bearer ${token}` } }],
      },
    ],
  })
  const [config] = vars.sites.map((site) => siteConfig(site, { vars, find, places: placesOf(lb1.facts) }))
  t.is(config?.reveal().match(/proxy_set_header X-Token "a-secret-token";/g)?.length, 2)
  t.regex(config?.reveal() ?? '', /proxy_set_header Authorization "Bearer a-secret-token";/)
  t.false(config?.parts.some((part) => typeof part === 'string' && part.includes('a-secret-token')))
})

test('lines of its own stand instead of those that the role writes', (t) => {
  const vars = nginxVars.parse({
    certificates: [{ name: 'a', self_signed: 'a.example' }],
    sites: [{ listen: '443 ssl', tls: { certificate: 'a' }, extra: 'ssl_session_timeout 5m;\nssl_certificate /b;' }],
  })
  const [config = ''] = vars.sites.map((site) => String(siteConfig(site, { vars, find, places: placesOf(lb1.facts) })))
  t.is(config.match(/ssl_session_timeout/g)?.length, 1)
  t.is(config.match(/ssl_certificate /g)?.length, 2)
})

test('nginxLints() says where no certificate of a server is verified, and where HTTP/3 is missing', (t) => {
  const location = (more: object) => ({
    upstreams: [shop],
    sites: [{ locations: [{ path: '/', proxy_pass: 'https://shop', ...more }] }],
  })
  const messages = (vars: object, facts: object = {}) =>
    (role.lints?.(contextWith(vars, facts)) ?? []).map(({ level, rule, message }) => `${level} ${rule} ${message}`)
  t.regex(messages(location({})).join(), /^warn 60 site "site-80": location "\/" .* verifies no certificate/)
  t.deepEqual(messages(location({ upstream_tls: { verify: 'none' } })), [])
  t.deepEqual(messages(location({ upstream_tls: {} })), [])
  t.deepEqual(messages(location({ extra: 'proxy_ssl_verify on;' })), [])
  const quic = {
    certificates: [{ name: 'a', self_signed: 'a.example' }],
    sites: [{ listen: ['443 ssl', '443 quic'], tls: { certificate: 'a' } }],
  }
  t.regex(messages(quic).join(), /^refuse 41 .* nginx of debian 12 has no HTTP\/3/)
  t.deepEqual(messages(quic, { version: '13' }), [])
  const named = { upstreams: [{ name: 'a', servers: [{ dns: 'app.example.com' }] }] }
  t.regex(messages(named).join(), /^warn 39 upstream "a" has servers by DNS name/)
  t.deepEqual(messages({ clients: 2000, workers: { connections: 4000 } }), [])
  t.regex(messages({ clients: 2000 }).join(), /write workers: \{ connections: 4000 \}/)
})

test('HTTP/3 opens UDP, is told to browsers, and looks for its socket', (t) => {
  const context = contextWith(
    {
      certificates: [{ name: 'a', self_signed: 'a.example' }],
      sites: [
        { listen: ['443 ssl', '443 quic', '[::]:8443 quic'], tls: { certificate: 'a' }, headers: { 'X-A': '1' } },
      ],
    },
    { version: '13' },
  )
  t.deepEqual(
    role.openings?.(context).map(({ protocol, port }) => `${protocol} ${port}`),
    ['tcp 443', 'udp 443', 'udp 8443'],
  )
  const { vars } = context
  const [config = ''] = vars.sites.map((site) => String(siteConfig(site, { vars, find, places: placesOf(lb1.facts) })))
  t.true(config.includes('listen 443 quic default_server reuseport;'))
  t.true(config.includes(`add_header Alt-Svc 'h3=":443"; ma=86400' always;`))
  const titles = (role.checks?.(context) ?? []).map(({ title }) => title)
  t.true(titles.includes('lb1 serves site-443 on 443 by HTTP/3'))
})
