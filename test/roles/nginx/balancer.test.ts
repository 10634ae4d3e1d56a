import test from 'ava'
import { siteConfig } from '../../../roles/nginx/config/site.ts'
import { streamsConfig } from '../../../roles/nginx/config/stream.ts'
import { upstreamLines } from '../../../roles/nginx/config/upstream.ts'
import { placesOf } from '../../../roles/nginx/places.ts'
import role from '../../../roles/nginx/role.ts'
import { nginxVars } from '../../../roles/nginx/vars/vars.ts'
import { contextOf, facts, find, host, lb1, web1, web2 } from '../hosts.ts'
import { examples } from './examples.ts'

const shop = { name: 'shop', servers: 'real_servers' }

function siteOf(site: object, more: object = {}): string {
  const vars = nginxVars.parse({ upstreams: [shop], sites: [{ server_name: 'a.example', ...site }], ...more })
  return vars.sites.map((one) => siteConfig(one, { vars, find, places: placesOf(web1.facts) })).join('')
}

function upstreamOf(upstream: object): readonly string[] {
  const { upstreams } = nginxVars.parse({ upstreams: [{ ...shop, ...upstream }] })
  return upstreams.flatMap((one) => upstreamLines(one, find)).map(String)
}

function idsOf(vars: object, of = lb1): readonly string[] {
  return role.resources(contextOf(nginxVars.parse(vars), of, [of])).map((one) => one.id)
}

test("upstreamLines() gives a group's hosts their own weights", (t) => {
  t.deepEqual(upstreamOf({}), [
    'upstream shop {',
    '    zone evenkeel-upstream-shop 64k;',
    '    server 10.77.0.21:80 max_fails=1 fail_timeout=10s;',
    '    server 10.77.0.22:80 weight=2 max_fails=1 fail_timeout=10s;',
    '}',
  ])
})

test('upstreamLines() writes every parameter of a server, and weight 0 as down', (t) => {
  const servers = [
    { host: 'web2', port: 8080, max_fails: 3, fail_timeout: '30s', max_conns: 9 },
    { address: 'fd00::9', weight: 0 },
    { address: '10.0.0.9', backup: true },
  ]
  t.deepEqual(
    upstreamOf({ servers }).filter((line) => line.includes(' server ')),
    [
      '    server 10.77.0.22:8080 weight=2 max_fails=3 fail_timeout=30s max_conns=9;',
      '    server [fd00::9]:80 max_fails=1 fail_timeout=10s down;',
      '    server 10.0.0.9:80 max_fails=1 fail_timeout=10s backup;',
    ],
  )
})

test('upstreamLines() writes the method before keepalive', (t) => {
  const lines = upstreamOf({ method: 'hash $request_uri consistent', keepalive: 16, keepalive_timeout: '30s' })
  t.is(lines[2], '    hash $request_uri consistent;')
  t.deepEqual(lines.slice(-3), ['    keepalive 16;', '    keepalive_timeout 30s;', '}'])
})

test('siteConfig() passes the client address to the real server (rule 40)', (t) => {
  const config = siteOf({ locations: [{ path: '/', proxy_pass: 'shop' }] })
  t.true(
    config.includes(`    location / {
        proxy_pass http://shop;
        proxy_set_header Host "$host";
        proxy_set_header X-Real-IP "$remote_addr";
        proxy_set_header X-Forwarded-For "$proxy_add_x_forwarded_for";
        proxy_set_header X-Forwarded-Proto "$scheme";
    }
`),
    config,
  )
})

test('siteConfig() lets a header of the user replace a default one', (t) => {
  const config = siteOf({ locations: [{ path: '/', proxy_pass: 'shop', proxy_headers: { host: 'inner', 'X-A': '' } }] })
  t.true(config.includes('proxy_set_header host "inner";') && config.includes('proxy_set_header X-A "";'))
  t.false(config.includes('proxy_set_header Host'))
})

test('siteConfig() keeps connections to an upstream with keepalive, and lets WebSockets through', (t) => {
  const upstreams = [{ ...shop, keepalive: 8 }]
  const plain = siteOf({ locations: [{ path: '/', proxy_pass: 'shop' }] }, { upstreams })
  t.true(plain.includes('proxy_http_version 1.1;') && plain.includes('proxy_set_header Connection "";'))
  const socket = siteOf({ locations: [{ path: '/', proxy_pass: 'shop', websocket: true }] }, { upstreams })
  t.true(socket.includes("map $http_upgrade $upgrade_of_a_example {\n    default upgrade;\n    '' '';\n}"))
  t.true(socket.includes('proxy_set_header Connection "$upgrade_of_a_example";'))
})

for (const [path, head] of [
  ['/', 'location / {'],
  ['= /', 'location = / {'],
  ['^~ /static/', 'location ^~ /static/ {'],
  ['~ \\.php$', 'location ~ "\\.php$" {'],
  ['~* ^/a{2};', 'location ~* "^/a{2};" {'],
  ['~ \\\\x', 'location ~ "\\\\\\\\x" {'],
  ['@app', 'location @app {'],
] as const) {
  test(`siteConfig() writes location ${path}`, (t) => {
    const config = siteOf({ locations: [{ path, return: 204 }] })
    t.true(config.includes(`    ${head}\n        return 204;\n    }\n`), config)
  })
}

for (const [what, location, line] of [
  ['a URL with a path', { proxy_pass: 'http://shop/app/' }, 'proxy_pass http://shop/app/;'],
  ['https with the name that the client requested', { proxy_pass: 'https://shop' }, 'proxy_ssl_name $host;'],
  ['an address', { proxy_pass: 'http://[fd00::1]:8080' }, 'proxy_pass http://[fd00::1]:8080;'],
  ['a redirect', { redirect: 'https://b.example$request_uri' }, 'return 301 https://b.example$request_uri;'],
  ['a text', { return: { text: 'ok' } }, 'return 200 "ok";'],
  ['an alias with the slash of the path', { path: '/s/', alias: '/srv/s' }, 'alias "/srv/s/";'],
  ['timeouts', { proxy_pass: 'shop', timeouts: { connect: 2 } }, 'proxy_connect_timeout 2;'],
  ['when to try another server', { proxy_pass: 'shop', next_upstream: { tries: 2 } }, 'proxy_next_upstream_tries 2;'],
] as const) {
  test(`siteConfig() writes ${what}`, (t) => {
    const config = siteOf({ locations: [{ path: '/', ...location }] })
    t.true(config.includes(`        ${line}\n`), config)
  })
}

test("siteConfig() repeats the site's headers if a location has headers of its own", (t) => {
  const config = siteOf({ headers: { 'X-A': '1' }, locations: [{ path: '/', return: 204, headers: { 'X-B': '2' } }] })
  t.is(config.match(/add_header X-A "1" always;/g)?.length, 2)
})

test('siteConfig() of nginx terminates TLS, and redirects clients to it', (t) => {
  const config = siteOf(
    { listen: [80, '8443 ssl'], tls: { certificate: 'a', hsts: 60 }, redirect_to_https: true, root: '/srv/a' },
    { certificates: [{ name: 'a', self_signed: 'a.example' }] },
  )
  t.true(
    config.includes(
      'server {\n    listen 80;\n    server_name a.example;\n    return 301 https://$host:8443$request_uri;\n}\n',
    ),
  )
  t.true(config.includes('    listen 8443 ssl;\n    server_name a.example;\n    root "/srv/a";'))
  t.true(config.includes('ssl_certificate_key /etc/nginx/certificates/a.self-signed.pem;'))
  t.true(config.includes('ssl_protocols TLSv1.2 TLSv1.3;'))
  t.true(config.includes('add_header Strict-Transport-Security "max-age=60" always;'))
})

for (const [distribution, version, separate] of [
  ['debian', '12', false],
  ['debian', '13', true],
  ['debian', '', true],
  ['ubuntu', '24.04', false],
  ['ubuntu', '24.10', true],
  ['rocky', '9.4', false],
  ['rocky', '10.0', true],
] as const) {
  test(`siteConfig() enables HTTP/2 in the syntax of nginx on ${distribution} ${version}`, (t) => {
    const families = distribution === 'rocky' ? ['rhel'] : ['debian']
    const places = placesOf(facts('10.77.0.11', { distribution, version, families }))
    const vars = nginxVars.parse({ sites: [{ listen: '443 ssl http2', server_name: 'a' }] })
    const config = vars.sites.map((one) => siteConfig(one, { vars, find, places })).join('')
    t.is(config.includes('    listen 443 ssl;\n    http2 on;\n'), separate, config)
    t.is(config.includes('    listen 443 ssl http2;\n'), !separate, config)
  })
}

test('siteConfig() trusts balancers, and logs which server answered', (t) => {
  const config = siteOf({ real_ip: { from: 'directors' }, access_log: true, gzip: { level: 1 } })
  t.true(config.includes('set_real_ip_from 10.77.0.11;\n    set_real_ip_from 10.77.0.12;'))
  t.true(config.includes('real_ip_header X-Forwarded-For;\n    real_ip_recursive on;'))
  t.true(config.includes('"$http_x_forwarded_for" $upstream_addr\';'))
  t.true(config.includes('access_log "/var/log/nginx/a.example.access.log" site-a.example;'))
  t.true(config.includes('gzip_comp_level 1;'))
  t.true(siteOf({ access_log: false, gzip: false }).includes('gzip off;\n    access_log off;'))
})

test('streamsConfig() writes one block for all streams', (t) => {
  const vars = nginxVars.parse({
    upstreams: [
      { ...shop, port: 443 },
      { ...shop, name: 'mail' },
      { ...shop, name: 'web' },
    ],
    streams: [
      { name: 'tls', listen: 443, upstream: 'shop', server_names: { 'm.example': 'mail' }, proxy_protocol: true },
    ],
  })
  const config = streamsConfig({ vars, find, places: placesOf(lb1.facts) }).reveal()
  t.true(config.includes('    upstream shop {\n        zone evenkeel-stream-upstream-shop 64k;'))
  t.false(config.includes('upstream web'))
  t.true(
    config.includes('map $ssl_preread_server_name $upstream_of_tls {\n        m.example mail;\n        default shop;'),
  )
  t.true(config.includes('ssl_preread on;\n        proxy_pass $upstream_of_tls;\n        proxy_protocol on;'))
})

for (const [length, line] of [
  [46, undefined],
  [47, 'map_hash_bucket_size 128;'],
  [110, 'map_hash_bucket_size 128;'],
  [111, 'map_hash_bucket_size 256;'],
] as const)
  test(`streamsConfig() gives nginx room for a name of ${length} letters`, (t) => {
    const server_names = { ['a'.repeat(length)]: 'shop' }
    const vars = nginxVars.parse({
      upstreams: [shop],
      streams: [{ name: 'tls', listen: 443, upstream: 'shop', server_names }],
    })
    t.is(/map_hash_bucket_size.*/.exec(streamsConfig({ vars, find, places: placesOf(lb1.facts) }).reveal())?.[0], line)
  })

test('nginx writes lines for http into a file of their own, before all files that may need them', (t) => {
  const vars = { extra: 'proxy_cache_path /var/cache/nginx keys_zone=pages:1m;', upstreams: [shop] }
  t.deepEqual(idsOf(vars).slice(1, 3), [
    'file:/etc/nginx/conf.d/00-extra.conf',
    'file:/etc/nginx/conf.d/upstream-shop.conf',
  ])
})

test('nginx installs the stream module, and writes streams to a file that nginx.conf includes (rule 41)', (t) => {
  const vars = { upstreams: [shop], streams: [{ name: 'a', listen: '10.77.0.100:81', upstream: 'shop' }] }
  t.deepEqual(idsOf(vars), [
    'sysctl:net.ipv4.ip_nonlocal_bind',
    'package:nginx',
    'package:libnginx-mod-stream',
    'file:/etc/nginx/modules-enabled/90-streams.conf',
    'service:nginx',
  ])
  const rocky = { ...lb1, facts: facts('10.77.0.11', { families: ['rhel'] }) }
  t.deepEqual(idsOf(vars, rocky).slice(2, 4), [
    'package:nginx-mod-stream',
    'file:/usr/share/nginx/modules/streams.conf',
  ])
})

test('nginx writes certificates and upstreams before the sites that refer to them, and reloads for all', (t) => {
  const vars = nginxVars.parse({
    certificates: [{ name: 'a', self_signed: 'a.example' }],
    upstreams: [shop],
    sites: [
      { name: 'a', listen: '443 ssl', tls: { certificate: 'a' }, locations: [{ path: '/', proxy_pass: 'shop' }] },
    ],
  })
  const resources = role.resources(contextOf(vars, lb1, [lb1]))
  const changed = [
    'certificate:/etc/nginx/certificates/a.self-signed.pem',
    'file:/etc/nginx/conf.d/upstream-shop.conf',
    'file:/etc/nginx/conf.d/a.conf',
  ]
  t.deepEqual(
    resources.map((one) => one.id).filter((id) => changed.includes(id)),
    changed,
  )
  const triggers = resources.flatMap((one) => one.triggers)
  t.deepEqual(
    triggers.map((one) => one.title),
    ['reload nginx, or restart it where a reload would not do'],
  )
  t.deepEqual([...(triggers[0]?.watches ?? [])].sort(), changed.sort())
})

test('openings() contains the ports of sites and streams, without those on the loopback (rule 51)', (t) => {
  const vars = nginxVars.parse({
    upstreams: [shop],
    sites: [{ name: 'a', listen: [80, '[::]:80', '127.0.0.1:8080'] }],
    streams: [{ name: 'dns', listen: '53 udp', upstream: 'shop' }],
  })
  t.deepEqual(role.openings?.(contextOf(vars, lb1, [lb1])), [
    { title: 'site a', protocol: 'tcp', port: 80 },
    { title: 'stream dns', protocol: 'udp', port: 53 },
  ])
})

for (const [what, vars, path, message] of [
  [
    'ip_hash with backup',
    { upstreams: [{ name: 'a', method: 'ip_hash', servers: [{ host: 'web1' }, { host: 'web2', backup: true }] }] },
    'upstreams.0.servers.1.backup',
    /no backup with ip_hash/,
  ],
  ['url_hash', { upstreams: [{ ...shop, method: 'url_hash' }] }, 'upstreams.0.method', /hash \$request_uri consistent/],
  ['fair', { upstreams: [{ ...shop, extra: 'fair;' }] }, 'upstreams.0.extra', /least_conn/],
  [
    'upstream_hash',
    { upstreams: [{ ...shop, extra: 'upstream_hash $request_uri;' }] },
    'upstreams.0.extra',
    /hash \$request_uri consistent/,
  ],
  ['a method in extra', { upstreams: [{ ...shop, extra: 'ip_hash;' }] }, 'upstreams.0.extra', /method/],
  [
    'active checks of a third party',
    { upstreams: [{ ...shop, extra: 'check interval=3000 rise=2;' }] },
    'upstreams.0.extra',
    /max_fails/,
  ],
  ['ssl on', { sites: [{ extra: 'root /x;\nssl on;' }] }, 'sites.0.extra', /443 ssl/],
  ['ssl on inside a block', { sites: [{ extra: 'location /x { ssl on; }' }] }, 'sites.0.extra', /443 ssl/],
  ['spdy', { sites: [{ listen: '443 ssl spdy' }] }, 'sites.0.listen', /http2/],
  ['spdy in extra', { sites: [{ extra: 'listen 443 ssl spdy;' }] }, 'sites.0.extra', /http2/],
  ['SSLv3', { sites: [{ extra: 'ssl_protocols SSLv3 TLSv1.2;' }] }, 'sites.0.extra', /TLSv1\.2/],
  ['worker_connections', { sites: [{ extra: 'worker_connections 2048;' }] }, 'sites.0.extra', /nginx\.conf/],
  ['tcp blocks', { sites: [{ extra: 'tcp {\n}' }] }, 'sites.0.extra', /streams/],
  [
    'an unknown upstream',
    { upstreams: [shop], sites: [{ locations: [{ path: '/', proxy_pass: 'shpo' }] }] },
    'sites.0.locations.0.proxy_pass',
    /known: shop/,
  ],
  [
    'an unknown upstream of a stream',
    { streams: [{ name: 'a', listen: 1, upstream: 'x' }] },
    'streams.0.upstream',
    /known: none/,
  ],
  [
    'an unknown certificate',
    { sites: [{ listen: '443 ssl', tls: { certificate: 'x' } }] },
    'sites.0.tls.certificate',
    /known: none/,
  ],
  [
    'a path after the upstream of a regular expression',
    { upstreams: [shop], sites: [{ locations: [{ path: '~ x', proxy_pass: 'http://shop/a' }] }] },
    'sites.0.locations.0.proxy_pass',
    /expression/,
  ],
  [
    'two answers',
    { sites: [{ locations: [{ path: '/', return: 204, redirect: '/x' }] }] },
    'sites.0.locations.0.redirect',
    /has return already/,
  ],
  [
    'timeouts of nothing',
    { sites: [{ locations: [{ path: '/', root: '/x', timeouts: {} }] }] },
    'sites.0.locations.0.timeouts',
    /proxy_pass is needed/,
  ],
  [
    'a location twice',
    {
      sites: [
        {
          locations: [
            { path: '/', return: 204 },
            { path: '/', return: 404 },
          ],
        },
      ],
    },
    'sites.0.locations.1.path',
    /twice/,
  ],
  ['no path', { sites: [{ locations: [{ path: 'x' }] }] }, 'sites.0.locations.0.path', /as nginx writes it/],
  [
    'ip_hash of a stream',
    { upstreams: [{ ...shop, method: 'ip_hash' }], streams: [{ name: 'a', listen: 1, upstream: 'shop' }] },
    'upstreams.0.method',
    /hash \$remote_addr/,
  ],
  [
    'keepalive of a stream',
    { upstreams: [{ ...shop, keepalive: 1 }], streams: [{ name: 'a', listen: 1, upstream: 'shop' }] },
    'upstreams.0.keepalive',
    /leave it out/,
  ],
  [
    'TLS names over UDP',
    { upstreams: [shop], streams: [{ name: 'a', listen: '1 udp', upstream: 'shop', server_names: {} }] },
    'streams.0.server_names',
    /TCP only/,
  ],
  [
    'a site and a stream on one port',
    { upstreams: [shop], sites: [{ name: 's' }], streams: [{ name: 'a', listen: '*:80', upstream: 'shop' }] },
    'streams.0.listen',
    /same port/,
  ],
  [
    'a site on one address of a port that a stream has on every address',
    {
      upstreams: [shop],
      sites: [{ name: 's', listen: '10.77.0.11:80' }],
      streams: [{ name: 'a', listen: 80, upstream: 'shop' }],
    },
    'streams.0.listen',
    /same port/,
  ],
  [
    'a site with the file name of an upstream',
    { upstreams: [shop], sites: [{ name: 'upstream-shop' }] },
    'sites.0.name',
    /another name/,
  ],
  [
    'tls without a listen for it',
    { certificates: [{ name: 'a', self_signed: 'a' }], sites: [{ tls: { certificate: 'a' } }] },
    'sites.0.tls',
    /443 ssl/,
  ],
  ['a redirect without https', { sites: [{ redirect_to_https: true }] }, 'sites.0.redirect_to_https', /443 ssl/],
  [
    'counted requests without a log',
    { upstreams: [shop], sites: [{ locations: [{ path: '/', proxy_pass: 'shop', verify: { requests: 9 } }] }] },
    'sites.0.access_log',
    /counted/,
  ],
  [
    'a PEM without a key',
    { certificates: [{ name: 'a', pem: '-----BEGIN CERTIFICATE-----' }] },
    'certificates.0.pem',
    /private key/,
  ],
  ['a certificate from nowhere', { certificates: [{ name: 'a' }] }, 'certificates.0', /either pem or self_signed/],
] as const) {
  test(`nginxVars refuses ${what}`, (t) => {
    const issues = nginxVars.safeParse(vars).error?.issues ?? []
    t.true(
      issues.some((issue) => issue.path.join('.') === path && message.test(issue.message)),
      JSON.stringify(issues),
    )
  })
}

for (const extra of ['ssl_verify_client on;', '# ssl on;', 'location /fair { return 204; }', 'hash_x 1;'])
  test(`nginxVars accepts ${extra}`, (t) => t.true(nginxVars.safeParse({ sites: [{ extra }] }).success))

function lintsOf(vars: object, of = lb1) {
  return role.lints?.(contextOf(nginxVars.parse(vars), of, [of])) ?? []
}

test('lints() count two connections for each client (rule 39), and report missing certificates', (t) => {
  t.deepEqual(lintsOf({ clients: 384 }), [])
  t.regex(lintsOf({ clients: 2000 })[0]?.message ?? '', /4000 worker_connections.* 768 .* 6 processors/)
  t.like(lintsOf({ sites: [{ listen: '443 ssl' }] }), [{ rule: 41, level: 'refuse' }])
  t.deepEqual(lintsOf({ sites: [{ listen: '443 ssl', extra: 'ssl_certificate /x;' }] }), [])
})

test('lints() refuse a stream on the port that nginx.conf of the RHEL family uses', (t) => {
  const vars = { upstreams: [shop], streams: [{ name: 'a', listen: 80, upstream: 'shop' }] }
  const rocky = { ...lb1, facts: facts('10.77.0.11', { distribution: 'rocky', families: ['rhel', 'rocky'] }) }
  t.like(lintsOf(vars, rocky), [{ rule: 41, level: 'refuse' }])
  t.deepEqual(lintsOf(vars), [])
  t.deepEqual(lintsOf({ ...vars, streams: [{ name: 'a', listen: 81, upstream: 'shop' }] }, rocky), [])
})

test('lints() warn of an upstream without a server that is up', (t) => {
  t.like(lintsOf({ upstreams: [{ name: 'a', servers: [{ host: 'web1', weight: 0 }] }] }), [{ rule: 39, level: 'warn' }])
})

test('a host variable that is not a valid weight is an error', (t) => {
  const vars = nginxVars.parse({ upstreams: [shop] })
  const odd = host('web9', '10.77.0.29', { weight: 'much' })
  t.throws(() => role.resources(contextOf(vars, lb1, [lb1], { hosts: () => [odd] })), { message: /whole number/ })
})

for (const [name, { vars, host: described, since = 12 }] of Object.entries(examples)) {
  const of = { ...described, facts: { ...described.facts, version: String(since) } }
  test(`nginx accepts the example ${name}`, (t) => {
    const context = contextOf(nginxVars.parse(vars), of, [of])
    const ids = role.resources(context).map((one) => one.id)
    t.is(new Set(ids).size, ids.length, ids.join(', '))
    t.deepEqual(
      role.lints?.(context).filter((lint) => lint.level === 'refuse'),
      [],
    )
    t.true((role.checks?.(context) ?? []).length > 0)
  })
}

test('the examples use the hosts of the groups', (t) => {
  t.deepEqual(
    find('real_servers').map((one) => one.name),
    [web1.name, web2.name],
  )
})
