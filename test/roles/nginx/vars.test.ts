import test from 'ava'
import { nginxVars } from '../../../roles/nginx/vars/vars.ts'

const shop = { name: 'shop', servers: 'real_servers' }

for (const [what, vars, path, message] of [
  [
    'text/html among the types of gzip',
    { sites: [{ gzip: { types: ['text/html', 'text/css'] } }] },
    'sites.0.gzip.types',
    /text\/html always/,
  ],
  [
    'a duplicate type of gzip',
    { sites: [{ gzip: { types: ['text/css', 'text/css'] } }] },
    'sites.0.gzip.types',
    /"text\/css" is there twice/,
  ],
  [
    'milliseconds in a time that nginx takes in seconds',
    { upstreams: [{ ...shop, fail_timeout: '500ms' }] },
    'upstreams.0.fail_timeout',
    /whole seconds/,
  ],
  [
    'milliseconds of one server',
    { upstreams: [{ name: 'shop', servers: [{ host: 'web1', fail_timeout: '500ms' }] }] },
    'upstreams.0.servers.0.fail_timeout',
    /whole seconds/,
  ],
  [
    'one name in two sites of one port',
    {
      sites: [
        { name: 'a', listen: [80, 8080], server_name: 'www.example.com' },
        { name: 'b', listen: '*:8080', server_name: ['b.example.com', 'WWW.example.com'] },
      ],
    },
    'sites.1.server_name',
    /"a" has the name www\.example\.com/,
  ],
  [
    'one name twice in a site',
    { sites: [{ server_name: ['a.example', 'A.example'] }] },
    'sites.0.server_name',
    /there twice/,
  ],
  ['two default sites on one port', { sites: [{ name: 'a' }, { name: 'b', listen: '*:80' }] }, 'sites.1', /default/],
  [
    'a stream on one address of a port that a site has on every address',
    { upstreams: [shop], sites: [{ name: 's' }], streams: [{ name: 'a', listen: '10.77.0.11:80', upstream: 'shop' }] },
    'streams.0.listen',
    /same port/,
  ],
  [
    'two streams on one socket',
    {
      upstreams: [shop],
      streams: [
        { name: 'a', listen: '53 udp', upstream: 'shop' },
        { name: 'b', listen: '*:53 udp', upstream: 'shop' },
      ],
    },
    'streams.1.listen',
    /"a" and "b"/,
  ],
  [
    'an unknown name in try_files',
    { sites: [{ locations: [{ path: '/', root: '/srv', try_files: ['$uri', '@app'] }] }] },
    'sites.0.locations.0.try_files',
    /location "@app" is needed/,
  ],
  [
    'a path after the upstream of a named location',
    { upstreams: [shop], sites: [{ locations: [{ path: '@app', proxy_pass: 'http://shop/x/' }] }] },
    'sites.0.locations.0.proxy_pass',
    /or a name/,
  ],
  [
    'a check of a named location without a path',
    { sites: [{ locations: [{ path: '@app', return: 404, verify: { status: 404 } }] }] },
    'sites.0.locations.0.verify',
    /path is needed/,
  ],
  ['a site with the file name of extra', { sites: [{ name: '00-extra' }] }, 'sites.0.name', /another name/],
  ['an upstream among further lines', { extra: 'upstream a { server 10.0.0.1; }' }, 'extra', /write upstreams/],
  [
    'two streams whose names give one variable',
    {
      upstreams: [shop],
      streams: [
        { name: 'shop-tls', listen: 443, upstream: 'shop', server_names: {} },
        { name: 'Shop.tls', listen: 8443, upstream: 'shop', server_names: {} },
      ],
    },
    'streams.1.name',
    /same nginx variable/,
  ],
  [
    'TLS that a stream shall terminate',
    { upstreams: [shop], streams: [{ name: 'a', listen: '443 ssl', upstream: 'shop' }] },
    'streams.0.listen',
    /a site terminates it/,
  ],
  [
    'a port of a site, beside a stream',
    { upstreams: [shop], sites: [{ listen: 'http' }], streams: [{ name: 'a', listen: 81, upstream: 'shop' }] },
    'sites.0.listen',
    /a port/,
  ],
] as const) {
  test(`nginxVars reports ${what}`, (t) => {
    const issues = nginxVars.safeParse(vars).error?.issues ?? []
    t.true(
      issues.some((issue) => issue.path.join('.') === path && message.test(issue.message)),
      JSON.stringify(issues),
    )
  })
}

test('nginxVars reports only the own errors of invalid sites', (t) => {
  const sites = [{ content: 'a' }, { content: 'b' }]
  const paths = nginxVars.safeParse({ sites }).error?.issues.map((issue) => issue.path.join('.'))
  t.deepEqual(paths, ['sites.0.content', 'sites.1.content'])
})

test('nginxVars also accepts the size of a body as a number', (t) => {
  const vars = { sites: [{ client_max_body_size: 0, locations: [{ path: '/', client_max_body_size: 1048576 }] }] }
  const { sites } = nginxVars.parse(vars)
  t.is(sites[0]?.client_max_body_size, '0')
  t.is(sites[0]?.locations[0]?.client_max_body_size, '1048576')
})

for (const [what, vars] of [
  [
    'a named location in extra',
    {
      sites: [
        {
          locations: [{ path: '/', root: '/srv', try_files: ['$uri', '@app'] }],
          extra: 'location @app{\n  return 204;\n}',
        },
      ],
    },
  ],
  [
    'one name on two ports',
    {
      sites: [
        { name: 'a', server_name: 'a.example' },
        { name: 'b', listen: '8080', server_name: 'a.example' },
      ],
    },
  ],
  [
    'TCP and UDP on one port',
    {
      upstreams: [shop],
      streams: [
        { name: 'a', listen: 53, upstream: 'shop' },
        { name: 'b', listen: '53 udp', upstream: 'shop' },
      ],
    },
  ],
  [
    'a stream beside a site of the other family',
    { upstreams: [shop], sites: [{}], streams: [{ name: 'a', listen: '[::]:80', upstream: 'shop' }] },
  ],
  [
    'a stream and a site on two addresses',
    {
      upstreams: [shop],
      sites: [{ listen: '10.77.0.11:80' }],
      streams: [{ name: 'a', listen: '10.77.0.100:80', upstream: 'shop' }],
    },
  ],
] as const)
  test(`nginxVars accepts ${what}`, (t) => t.deepEqual(nginxVars.safeParse(vars).error?.issues, undefined))
