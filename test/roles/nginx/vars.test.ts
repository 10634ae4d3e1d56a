import test from 'ava'
import { Secret } from '../../../engine/secrets.ts'
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
  [
    'an upstream among further lines of a site',
    { sites: [{ extra: 'upstream a { server 10.0.0.1; }' }] },
    'sites.0.extra',
    /write upstreams/,
  ],
  [
    'an upstream that extra has, too',
    { upstreams: [shop], extra: 'upstream shop { server 10.0.0.1; }' },
    'upstreams.0',
    /extra has an upstream "shop"/,
  ],
  [
    'requests to be counted over an upstream of extra',
    {
      extra: 'upstream own { server 10.0.0.1; }',
      sites: [{ access_log: true, locations: [{ path: '/', proxy_pass: 'own', verify: { requests: 9 } }] }],
    },
    'sites.0.locations.0.verify',
    /an entry of upstreams/,
  ],
  [
    'a stream on the port of a server in extra',
    { upstreams: [shop], extra: 'server { listen 9000; }', streams: [{ name: 'a', listen: 9000, upstream: 'shop' }] },
    'streams.0.listen',
    /extra and stream "a" listen on the same port/,
  ],
  [
    'a stream on the port of HTTP/3',
    {
      upstreams: [shop],
      sites: [{ listen: ['443 ssl', '443 quic'], extra: 'ssl_certificate /a; ssl_certificate_key /a;' }],
      streams: [{ name: 'a', listen: '443 udp', upstream: 'shop' }],
    },
    'streams.0.listen',
    /same port/,
  ],
  ['HTTP/3 and TLS in one listen', { sites: [{ listen: '443 ssl quic' }] }, 'sites.0.listen', /a listen of its own/],
  [
    'a host name without resolver',
    { sites: [{ locations: [{ path: '/', proxy_pass: 'http://app.example.com:80' }] }] },
    'sites.0.locations.0.proxy_pass',
    /resolver/,
  ],
  [
    'a host name without its port',
    { sites: [{ locations: [{ path: '/', proxy_pass: 'http://app.example.com' }] }] },
    'sites.0.locations.0.proxy_pass',
    /a host name needs its port/,
  ],
  [
    'a path behind a host name',
    {
      resolver: { servers: ['10.0.0.53'] },
      sites: [{ locations: [{ path: '/', proxy_pass: 'http://app.example.com:80/v1/' }] }],
    },
    'sites.0.locations.0.proxy_pass',
    /leave the path out/,
  ],
  [
    'TLS to servers that are asked in the clear',
    { upstreams: [shop], sites: [{ locations: [{ path: '/', proxy_pass: 'shop', upstream_tls: {} }] }] },
    'sites.0.locations.0.upstream_tls',
    /https:\/\/shop/,
  ],
  [
    'an unknown certificate for servers',
    {
      upstreams: [shop],
      sites: [{ locations: [{ path: '/', proxy_pass: 'https://shop', upstream_tls: { certificate: 'a' } }] }],
    },
    'sites.0.locations.0.upstream_tls.certificate',
    /no certificate "a"/,
  ],
  [
    'a header in two places',
    {
      upstreams: [shop],
      sites: [
        {
          locations: [
            { path: '/', proxy_pass: 'shop', proxy_headers: { 'X-A': '1' }, extra: 'proxy_set_header x-a 2;' },
          ],
        },
      ],
    },
    'sites.0.locations.0.extra',
    /sent twice/,
  ],
  [
    'two sites whose names give one variable',
    {
      sites: [
        { name: 'a-b', server_name: 'a.example', real_ip: { from: 'directors' } },
        { name: 'a_b', server_name: 'b.example', real_ip: { from: 'directors' } },
      ],
    },
    'sites.1.name',
    /same nginx variable/,
  ],
  [
    'a server with an address and a socket',
    { upstreams: [{ name: 'a', servers: [{ address: '10.0.0.1', socket: '/run/a.sock' }] }] },
    'upstreams.0.servers.0',
    /one of host, address, dns and socket/,
  ],
  [
    'a socket with a port',
    { upstreams: [{ name: 'a', servers: [{ socket: '/run/a.sock', port: 80 }] }] },
    'upstreams.0.servers.0.port',
    /no port/,
  ],
  [
    'a broken expression as a name',
    { sites: [{ server_name: '~^(' }] },
    'sites.0.server_name',
    /no regular expression/,
  ],
  [
    'a secret that cannot be a header',
    { sites: [{ headers: { 'X-A': new Secret('a"b', 'env:A') } }] },
    'sites.0.headers.X-A',
    /double quotes/,
  ],
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
    'a stream that ends TLS without a certificate',
    { upstreams: [shop], streams: [{ name: 'a', listen: '443 ssl', upstream: 'shop' }] },
    'streams.0.tls',
    /tls is needed/,
  ],
  [
    'TLS names of a stream that ends TLS',
    {
      upstreams: [shop],
      certificates: [{ name: 'a', self_signed: 'a.example' }],
      streams: [{ name: 'a', listen: '443 ssl', upstream: 'shop', tls: { certificate: 'a' }, server_names: {} }],
    },
    'streams.0.server_names',
    /passed on/,
  ],
  [
    'verification of the servers of a stream without a name',
    { upstreams: [shop], streams: [{ name: 'a', listen: 9000, upstream: 'shop', upstream_tls: {} }] },
    'streams.0.upstream_tls',
    /name is needed/,
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
