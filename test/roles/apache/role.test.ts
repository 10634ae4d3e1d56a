import test from 'ava'
import { siteConfig } from '../../../roles/apache/config/site.ts'
import { listenAddresses } from '../../../roles/apache/listen.ts'
import { placesOf } from '../../../roles/apache/places.ts'
import role from '../../../roles/apache/role.ts'
import { apacheVars } from '../../../roles/apache/vars/vars.ts'
import { parseListen } from '../../../roles/kit/web/listen.ts'
import { contextOf, facts, find, web1 } from '../hosts.ts'
import { examples } from './examples.ts'

const rocky = { ...web1, facts: facts('10.77.0.21', { families: ['rhel', 'fedora'] }) }

for (const [listen, message] of [
  ['443 http2', 'nothing but "ssl" may follow a port'],
  ['80 ssl ssl', 'nothing but "ssl" may follow a port'],
  ['70000 http2', 'a port, or an address with one, is needed: 80, "10.0.0.21:80", "443 ssl"'],
] as const) {
  test(`apacheVars refuses ${listen}`, (t) => {
    const { error } = apacheVars.safeParse({ sites: [{ root: '/srv', listen }] })
    t.is(error?.issues[0]?.message, message)
  })
}

test('apacheVars reports the errors of every site', (t) => {
  const sites = [
    { listen: 80, name: 'a', extra: 'Order allow,deny' },
    { listen: 81, name: 'b', extra: 'NameVirtualHost *:81' },
  ]
  const issues = apacheVars.safeParse({ sites }).error?.issues ?? []
  t.deepEqual(
    issues.map((issue) => issue.path.join('.')),
    ['sites.0.extra', 'sites.1.extra'],
  )
})

test('listenAddresses() returns each once, and no single address of a port that listens on every address', (t) => {
  const listens = [80, '10.77.0.21:80', '[::]:80', '10.77.0.21:81', '443 ssl'].flatMap((one) => parseListen(one) ?? [])
  t.deepEqual(listenAddresses(listens), ['80', '10.77.0.21:81', '443'])
})

function siteOf(site: object, more: object = {}): string {
  const vars = apacheVars.parse({ sites: [site], ...more })
  const context = { certificates: vars.certificates, places: placesOf(web1.facts), hostname: 'web1', find }
  return vars.sites.map((one) => siteConfig(one, context)).join('')
}

test('siteConfig() writes a site that serves a folder, and takes the client from balancers', (t) => {
  t.is(
    siteOf({ root: '/srv/shop', real_ip: { from: 'directors' }, extra: 'ServerSignature Off\n' }),
    `# Written by evenkeel. What is changed here is put back by its next apply.
<VirtualHost *:80>
    DocumentRoot "/srv/shop"
    DirectoryIndex index.html
    <Directory "/srv/shop">
        Options FollowSymLinks
        AllowOverride None
        Require all granted
    </Directory>
    RemoteIPHeader X-Forwarded-For
    RemoteIPInternalProxy 10.77.0.11
    RemoteIPInternalProxy 10.77.0.12
    SetEnvIfExpr "(%{CONN_REMOTE_ADDR} -ipmatch '10.77.0.11' || %{CONN_REMOTE_ADDR} -ipmatch '10.77.0.12') && %{HTTP:X-Forwarded-Proto} == 'https'" HTTPS=on
    RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME} "expr=!(%{CONN_REMOTE_ADDR} -ipmatch '10.77.0.11' || %{CONN_REMOTE_ADDR} -ipmatch '10.77.0.12') || %{HTTP:X-Forwarded-Proto} == ''"
    ErrorLog "/var/log/apache2/site-80.error.log"
    CustomLog "/var/log/apache2/site-80.access.log" "%a %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" \\"%{X-Forwarded-For}i\\" %{c}a"
    ServerSignature Off
</VirtualHost>
`,
  )
})

test('siteConfig() of apache terminates TLS, and redirects clients to it', (t) => {
  const config = siteOf(
    {
      listen: [80, '10.77.0.21:8443 ssl'],
      server_name: ['a.example', '*.a.example'],
      tls: { certificate: 'a', hsts: 60 },
      redirect_to_https: true,
    },
    { certificates: [{ name: 'a', self_signed: 'a.example' }] },
  )
  t.true(config.includes('    RewriteRule ^ https://%{SERVER_NAME}:8443%{REQUEST_URI} [R=301,L]\n</VirtualHost>'))
  t.true(
    config.includes(`<VirtualHost 10.77.0.21:8443>
    ServerName a.example
    ServerAlias *.a.example
    SSLEngine on
    SSLCertificateFile "/etc/apache2/certificates/a.self-signed.pem"
    SSLCertificateKeyFile "/etc/apache2/certificates/a.self-signed.pem"
    SSLProtocol -all +TLSv1.2 +TLSv1.3
`),
    config,
  )
  t.true(config.includes('Header always set Strict-Transport-Security "max-age=60"'))
})

for (const [what, site, line] of [
  ["the host's name on an address", { listen: '10.77.0.21:80' }, '    ServerName web1'],
  [
    'a name of its own on an address',
    { listen: '10.77.0.21:80', server_name: '*.a.example' },
    '    ServerName site-80',
  ],
  ['no name on every address', { listen: 80 }, undefined],
] as const) {
  test(`siteConfig() of apache gives a site without a name ${what}`, (t) => {
    t.is(/^ *ServerName .*$/m.exec(siteOf(site))?.[0], line)
  })
}

test('siteConfig() of apache takes the client from balancers also where it only redirects', (t) => {
  const site = {
    listen: [80, '443 ssl'],
    tls: { certificate: 'a' },
    redirect_to_https: true,
    real_ip: { from: 'web1' },
  }
  const config = siteOf(site, { certificates: [{ name: 'a', self_signed: 'a.example' }] })
  t.is(config.match(/RemoteIPInternalProxy 10\.77\.0\.21/g)?.length, 2)
})

test('siteConfig() writes a pattern as ServerAlias, never as ServerName', (t) => {
  const config = siteOf({ server_name: '*.a.example' })
  t.true(config.includes('ServerAlias *.a.example') && !config.includes('ServerName'))
})

function resourcesOf(vars: object, of = web1) {
  return role.resources(contextOf(apacheVars.parse(vars), of, [of]))
}

const idsOf = (vars: object, of = web1) => resourcesOf(vars, of).map((one) => one.id)
const tls = { certificates: [{ name: 'a', self_signed: 'a' }] }
const secure = { server_name: 'a', listen: '443 ssl', tls: { certificate: 'a' } }

test("apache removes Debian's own site, and leaves ports.conf alone if it already has the same ports", (t) => {
  t.deepEqual(idsOf({ sites: [{ root: '/srv/shop', content: 'hello\n' }] }), [
    'package:apache2',
    'file:/etc/apache2/conf-enabled/server-name.conf',
    'link:/etc/apache2/sites-enabled/000-default.conf',
    'directory:/srv/shop',
    'file:/srv/shop/index.html',
    'file:/etc/apache2/sites-enabled/000-site-80.conf',
    'service:apache2',
  ])
  t.false(idsOf({ sites: [{ listen: 8080 }] }).includes('link:/etc/apache2/sites-enabled/000-default.conf'))
})

for (const [what, sites, more, written] of [
  ['port 80', [{}], {}, undefined],
  ['ports 80 and 443', [{ server_name: 'b' }, secure], tls, undefined],
  ['another port', [{ listen: 8080 }], {}, 'Listen 8080\n'],
  ['one more', [{ listen: [80, 8080] }], {}, 'Listen 80\nListen 8080\n'],
  ['one address', [{ listen: '10.77.0.21:80' }], {}, 'Listen 10.77.0.21:80\n'],
  ['443 alone', [secure], tls, 'Listen 443\n'],
] as const) {
  test(`apache listens on ${what}, with ports.conf if needed`, async (t) => {
    const file = resourcesOf({ sites, ...more }).find((one) => one.id === 'file:/etc/apache2/ports.conf')
    const content = file === undefined ? undefined : await textOf(file.spec)
    t.is(content?.split('\n').slice(1).join('\n'), written)
  })
}

async function textOf(spec: object): Promise<string> {
  if (!('content' in spec) || !hasBytes(spec.content)) return ''
  const chunks: Uint8Array[] = []
  for await (const chunk of spec.content.bytes()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function hasBytes(value: unknown): value is { bytes(): AsyncIterable<Uint8Array> } {
  return typeof value === 'object' && value !== null && 'bytes' in value
}

test('apache loads the modules that its sites need', (t) => {
  const site = { ...secure, listen: [80, '443 ssl'], redirect_to_https: true, real_ip: { from: 'directors' } }
  const links = idsOf({ sites: [{ ...site, headers: { 'X-A': 'b' } }], modules: ['proxy_http'], ...tls })
    .filter((id) => id.includes('mods-enabled'))
    .map((id) => id.replace('link:/etc/apache2/mods-enabled/', ''))
  t.deepEqual(links, [
    'proxy.conf',
    'proxy.load',
    'proxy_http.load',
    'headers.load',
    'remoteip.load',
    'rewrite.load',
    'socache_shmcb.load',
    'ssl.conf',
    'ssl.load',
  ])
})

test('apache restarts for its ports only, and reloads for everything else', (t) => {
  const triggers = resourcesOf({ sites: [{ ...secure, listen: '8443 ssl' }], ...tls }).flatMap((one) => one.triggers)
  t.deepEqual(
    triggers.map((one) => one.title),
    ['reload apache2', 'restart apache2'],
  )
  t.deepEqual(triggers[1]?.watches, ['file:/etc/apache2/ports.conf'])
  t.true(triggers[0]?.watches.includes('certificate:/etc/apache2/certificates/a.self-signed.pem'))
  t.true(triggers[0]?.watches.includes('file:/etc/apache2/sites-enabled/100-a.conf'))
})

test('apache has other paths on the RHEL family, and replaces its ssl.conf', (t) => {
  t.deepEqual(idsOf({ sites: [{ ...secure, listen: [80, '443 ssl'] }], ...tls }, rocky), [
    'package:httpd',
    'package:mod_ssl',
    'file:/etc/httpd/conf.d/ssl.conf',
    'file:/etc/httpd/conf.d/00-server-name.conf',
    'package:openssl',
    'directory:/etc/httpd/certificates',
    'certificate:/etc/httpd/certificates/a.self-signed.pem',
    'file:/etc/httpd/conf.d/00-ports.conf',
    'file:/etc/httpd/conf.d/100-a.conf',
    'service:httpd',
  ])
  const lints = (vars: object) => role.lints?.(contextOf(apacheVars.parse(vars), rocky, [rocky])) ?? []
  t.regex(lints({ sites: [{ listen: 8080 }] })[0]?.message ?? '', /port 80/)
  t.deepEqual(lints({ sites: [{}] }), [])
})

for (const [what, vars, path, message] of [
  [
    'Order allow,deny',
    { sites: [{ extra: '<Location />\n  Order allow,deny\n</Location>' }] },
    'sites.0.extra',
    /Require all granted/,
  ],
  ['Allow from', { sites: [{ extra: 'Allow from all' }] }, 'sites.0.extra', /Require all granted/],
  [
    'one name in two sites of one port',
    {
      sites: [
        { name: 'a', server_name: 'a.example' },
        { name: 'b', server_name: ['b.example', 'A.example'] },
      ],
    },
    'sites.1.server_name',
    /"a" has the name a\.example/,
  ],
  ['NameVirtualHost', { sites: [{ extra: 'NameVirtualHost *:80' }] }, 'sites.0.extra', /leave it out/],
  [
    'SSLCertificateChainFile',
    { sites: [{ extra: 'SSLCertificateChainFile /x' }] },
    'sites.0.extra',
    /chain belongs after/,
  ],
  ['SSLMutex', { sites: [{ extra: 'SSLMutex sem' }] }, 'sites.0.extra', /write Mutex/],
  ['MaxClients', { sites: [{ extra: 'MaxClients 100' }] }, 'sites.0.extra', /MaxRequestWorkers/],
  ['mod_rpaf', { sites: [{ extra: 'RPAFenable On' }] }, 'sites.0.extra', /real_ip/],
  ['SSLv3', { sites: [{ extra: 'SSLProtocol +SSLv3' }] }, 'sites.0.extra', /TLSv1\.2/],
  ['a VirtualHost in one', { sites: [{ extra: '<VirtualHost *:80>' }] }, 'sites.0.extra', /another site/],
  ['Listen', { sites: [{ extra: 'Listen 81' }] }, 'sites.0.extra', /listen/],
  ['ssl without a certificate', { sites: [{ listen: '443 ssl' }] }, 'sites.0.tls', /needed/],
  ['tls without a listen for it', { sites: [{ tls: { certificate: 'a' } }], ...tls }, 'sites.0.tls', /443 ssl/],
  ['an unknown certificate', { sites: [secure] }, 'sites.0.tls.certificate', /known: none/],
  ['two sites of one name', { sites: [{ name: 'a' }, { name: 'a', listen: 81 }] }, 'sites.1', /give this one a name/],
  ['two default sites', { sites: [{ name: 'a' }, { name: 'b' }] }, 'sites.1', /give one a server_name/],
  [
    'one port with and without TLS',
    { sites: [secure, { name: 'b', server_name: 'b', listen: 443 }], ...tls },
    'sites.1.listen',
    /same port/,
  ],
  ['content without a root', { sites: [{ content: 'x' }] }, 'sites.0.content', /root is needed/],
  ['a port that is not valid', { sites: [{ listen: '80 http2' }] }, 'sites.0.listen', /a port/],
] as const) {
  test(`apacheVars refuses ${what}`, (t) => {
    const issues = apacheVars.safeParse(vars).error?.issues ?? []
    t.true(
      issues.some((issue) => issue.path.join('.') === path && message.test(issue.message)),
      JSON.stringify(issues),
    )
  })
}

test('checks() look at every address, and openings() contain its port', (t) => {
  const vars = apacheVars.parse({
    sites: [
      { ...secure, listen: [80, '443 ssl'], redirect_to_https: true },
      { listen: '127.0.0.1:81', verify: { path: '/health', status: 204 } },
    ],
    ...tls,
  })
  const context = contextOf(vars, web1, [web1])
  t.deepEqual(
    role.checks?.(context).map((check) => check.title),
    [
      'web1 redirects clients of a on 80 to https',
      'web1 serves a on 443',
      "web1 shows a's certificate on 443",
      'web1 serves site-81 on 127.0.0.1:81',
    ],
  )
  t.deepEqual(
    role.openings?.(context).map((one) => one.port),
    [80, 443],
  )
})

for (const [name, { vars, host: of }] of Object.entries(examples)) {
  test(`apache accepts the example ${name}`, (t) => {
    const ids = idsOf(vars, of)
    t.is(new Set(ids).size, ids.length, ids.join(', '))
  })
}

test('checks() do not ask a site where lines of the user may answer, and that is said', (t) => {
  const extra = '<Location />\nAuthType Basic\nRequire valid-user\n</Location>'
  const context = (more: object) =>
    contextOf(apacheVars.parse({ sites: [{ listen: 81, extra, ...more }] }), web1, [web1])
  const script = (more: object) => role.checks?.(context(more))[0]?.looks[0]?.run.script ?? ''
  t.regex(script({}), /sport = :81/)
  t.regex(
    role.remarks?.(context({}))[0] ?? '',
    /^site "site-81" is not asked for \/, as "<Location", "AuthType", "Require"/,
  )
  t.regex(script({ verify: { status: 401 } }), /ask_status http:\/\/127\.0\.0\.1:81\/$/)
  t.deepEqual(role.remarks?.(context({ verify: false })), [])
})
