import test from 'ava'
import { siteConfig } from '../../../roles/nginx/config/site.ts'
import { placesOf } from '../../../roles/nginx/places.ts'
import role from '../../../roles/nginx/role.ts'
import { nginxVars } from '../../../roles/nginx/vars/vars.ts'
import { lookResult } from '../fixture.ts'
import { contextOf, facts, find, web1 } from '../hosts.ts'

function siteOf(site: object): string {
  return nginxVars
    .parse({ sites: [site] })
    .sites.map((one) => siteConfig(one, { vars: nginxVars.parse({}), find, places: placesOf(web1.facts) }))
    .join('')
}

test('siteConfig() writes the shape of the design', (t) => {
  t.is(
    siteOf({ listen: 80, root: '/var/www/html' }),
    `# Written by evenkeel. What is changed here is put back by its next apply.
server {
    listen 80 default_server;
    server_name _;
    root "/var/www/html";
    index index.html index.htm index.nginx-debian.html;
}
`,
  )
})

test('siteConfig() writes names, several ports and further lines', (t) => {
  t.is(
    siteOf({
      listen: [80, '[::]:80'],
      server_name: ['www.example.com', '*.example.org'],
      root: '/srv/my site',
      index: ['start.html'],
      extra: 'location /health {\n    return 204;\n}\n',
    }),
    `# Written by evenkeel. What is changed here is put back by its next apply.
server {
    listen 80;
    listen [::]:80;
    server_name www.example.com *.example.org;
    root "/srv/my site";
    index start.html;
    location /health {
        return 204;
    }
}
`,
  )
})

for (const [what, sites, path] of [
  ['a root with a variable', [{ root: '/srv/$host' }], 'sites.0.root'],
  ['a root that ends the line', [{ root: '/srv"; x' }], 'sites.0.root'],
  ['a port that is not a number', [{ listen: 'http' }], 'sites.0.listen'],
  ['default_server', [{ listen: '80 default_server' }], 'sites.0.listen'],
  ['a name that leaves the folder', [{ name: '../x' }], 'sites.0.name'],
  ['content without a root', [{ content: 'x' }], 'sites.0.content'],
  [
    'two sites of one name',
    [
      { name: 'a', server_name: 'a.example' },
      { name: 'a', server_name: 'b.example' },
    ],
    'sites.1',
  ],
  ['two default sites on one port', [{ name: 'a' }, { name: 'b' }], 'sites.1'],
  ['a name with a semicolon', [{ server_name: 'a;b' }], 'sites.0.server_name'],
] as const) {
  test(`nginxVars refuses ${what}`, (t) => {
    const checked = nginxVars.safeParse({ sites })
    t.true(
      checked.error?.issues.some((issue) => issue.path.join('.') === path),
      JSON.stringify(checked.error?.issues),
    )
  })
}

test('nginxVars reports the error of a site beside a stream', (t) => {
  const vars = {
    upstreams: [{ name: 'a', servers: 'real_servers' }],
    sites: [{ extra: 'ssl on;' }],
    streams: [{ name: 'db', listen: 3306, upstream: 'a' }],
  }
  t.deepEqual(
    nginxVars.safeParse(vars).error?.issues.map((issue) => issue.path.join('.')),
    ['sites.0.extra'],
  )
})

function idsOf(site: object, of = web1): readonly string[] {
  return role.resources(contextOf(nginxVars.parse({ sites: [site] }), of, [of])).map((resource) => resource.id)
}

const distribution = 'link:/etc/nginx/sites-enabled/default'

test("nginx removes the distribution's site while a site of ours is the default on its port", (t) => {
  t.deepEqual(idsOf({ listen: 80, root: '/srv/shop', content: 'hello\n' }), [
    'package:nginx',
    distribution,
    'directory:/srv/shop',
    'file:/srv/shop/index.html',
    'file:/etc/nginx/conf.d/site-80.conf',
    'service:nginx',
  ])
  t.false(idsOf({ listen: 8080 }).includes(distribution))
  t.false(idsOf({ listen: 80, server_name: 'www.example.com' }).includes(distribution))
  t.true(idsOf({ listen: 80, server_name: 'www.example.com', default: true }).includes(distribution))
  const rocky = { ...web1, facts: facts('10.77.0.21', { distribution: 'rocky', families: ['rhel', 'rocky'] }) }
  t.false(idsOf({ listen: 80 }, rocky).includes(distribution))
})

test("nginx removes the distribution's site while a stream of ours has its port", (t) => {
  const idsWith = (listen: unknown) => {
    const upstreams = [{ name: 'a', servers: [{ host: 'web1' }] }]
    const vars = nginxVars.parse({ upstreams, streams: [{ name: 'a', listen, upstream: 'a' }] })
    return role.resources(contextOf(vars, web1, [web1])).map((resource) => resource.id)
  }
  t.true(idsWith(80).includes(distribution))
  t.true(idsWith(['10.77.0.100:80', 443]).includes(distribution))
  t.false(idsWith(443).includes(distribution))
  t.false(idsWith('80 udp').includes(distribution))
})

test('nginx removes a default site before another one takes its place', (t) => {
  const vars = nginxVars.parse({ sites: [{ name: 'a' }, { name: 'b', server_name: 'b.example' }] })
  const sites = role.resources(contextOf(vars, web1, [web1])).filter(({ id }) => id.includes('/conf.d/'))
  t.deepEqual(
    sites.map(({ id, exclusive }) => [id, exclusive]),
    [
      ['file:/etc/nginx/conf.d/b.conf', true],
      ['file:/etc/nginx/conf.d/a.conf', true],
    ],
  )
})

test('nginx reloads for its sites', (t) => {
  const vars = nginxVars.parse({ sites: [{ listen: 80 }] })
  t.deepEqual(
    role
      .resources(contextOf(vars, web1, [web1]))
      .flatMap((resource) => resource.triggers.flatMap((one) => one.watches)),
    ['file:/etc/nginx/conf.d/site-80.conf', distribution],
  )
})

test('checks() look at every site on every port', (t) => {
  const vars = nginxVars.parse({
    sites: [
      { listen: [80, '443 ssl'], verify: { path: '/health', status: 204 } },
      { listen: '10.77.0.21:8080', server_name: 'www.example.com' },
    ],
  })
  const checks = role.checks?.(contextOf(vars, web1, [web1])) ?? []
  t.deepEqual(
    checks.map((check) => check.title),
    [
      'web1 serves site-80 on 80',
      'web1 serves site-80 on 443',
      'web1 serves www.example.com on 10.77.0.21:8080',
      'nginx of web1 runs its newest configuration',
    ],
  )
  const scripts = checks.map((check) => check.looks[0]?.run.script ?? '')
  t.true(scripts[0]?.includes('http://127.0.0.1:80/health'))
  t.true(scripts[1]?.includes('https://127.0.0.1:443/health'))
  t.true(scripts[2]?.includes("ask_status --header 'Host: www.example.com' http://10.77.0.21:8080/"))
  t.deepEqual(checks[0]?.judge([lookResult('web1', '204\n')]), { holds: true, saw: 'HTTP 204' })
  t.deepEqual(checks[0]?.judge([lookResult('web1', '404\n')]), { holds: false, saw: 'HTTP 404 instead of 204' })
  t.deepEqual(checks[0]?.judge([lookResult('web1', '000\n', 7)]), { holds: false, saw: 'no answer' })
})
