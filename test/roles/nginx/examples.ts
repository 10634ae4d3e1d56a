import { Secret, text } from '../../../engine/secrets.ts'
import { type Host, lb1, web1 } from '../hosts.ts'

/** Vars as a playbook writes them, and their host; the groups are those of `find` in ../hosts.ts. */
export interface Example {
  readonly vars: object
  readonly host: Host
  /** The first release whose nginx can do it; default: all. */
  readonly since?: number
}

/** Every feature of the role. Each example must pass `nginx -t` without a warning. */
export const examples: Readonly<Record<string, Example>> = {
  'web server': {
    host: web1,
    vars: {
      sites: [
        {
          listen: [80, '[::]:80'],
          root: '/srv/shop',
          content: 'shop\n',
          real_ip: { from: 'directors' },
          access_log: true,
          gzip: true,
          headers: { 'X-Frame-Options': 'DENY' },
          locations: [
            { path: '= /health', return: { status: 200, text: 'ok $hostname' } },
            { path: '^~ /static/', alias: '/srv/static', expires: '30d', headers: { 'Cache-Control': 'public' } },
            { path: '~* \\.(png|jpe?g|gif)$', root: '/srv/images', expires: 'max' },
            { path: '/docs/', try_files: ['$uri', '$uri/', '=404'], index: ['start.html'] },
          ],
        },
        {
          listen: '8080 proxy_protocol',
          server_name: 'proxied.example.com',
          access_log: false,
          real_ip: { from: ['10.77.0.0/24', 'fd00::/64'], header: 'proxy_protocol' },
        },
      ],
    },
  },
  'HTTP balancer': {
    host: lb1,
    vars: {
      clients: 300,
      extra: 'limit_req_zone $binary_remote_addr zone=calm:1m rate=50r/s;\nserver_names_hash_bucket_size 128;',
      upstreams: [
        { name: 'shop', servers: 'real_servers', keepalive: 32, keepalive_timeout: '60s' },
        {
          name: 'api',
          port: 8080,
          method: 'least_conn',
          zone: '128k',
          servers: [
            { host: 'web1', weight: 3, max_fails: 3, fail_timeout: '30s', max_conns: 100 },
            { address: '10.77.0.99', port: 9090, backup: true },
            { address: 'fd00::99', down: true },
          ],
          extra: 'keepalive_requests 500;',
        },
        { name: 'sticky', servers: 'real_servers', method: 'ip_hash' },
        { name: 'cache', servers: 'real_servers', method: 'hash $request_uri consistent' },
        { name: 'dice', servers: 'real_servers', method: 'random two least_conn', max_fails: 0, max_conns: 50 },
        { name: 'unnamed', servers: [{ host: 'web2', weight: 0 }, { host: 'web1' }], method: 'random' },
      ],
      sites: [
        {
          listen: 80,
          server_name: [
            'shop.example.com',
            '*.shop.example.com',
            'a-name-that-is-longer-than-what-fits-into-64-bytes.shop.example.com',
          ],
          access_log: true,
          client_max_body_size: '20m',
          locations: [
            {
              path: '/',
              proxy_pass: 'shop',
              timeouts: { connect: '2s', send: 30, read: '30s' },
              next_upstream: { on: ['error', 'timeout', 'http_502', 'http_503'], tries: 2, timeout: '5s' },
              verify: { requests: 30, client_address: true },
            },
            {
              path: '/api/',
              proxy_pass: 'http://api/v1/',
              proxy_headers: { 'X-Request-Id': '$request_id', 'X-Real-IP': '' },
            },
            { path: '~ ^/(cart|account)\\b', proxy_pass: 'sticky' },
            { path: '~* \\.(css|js)$', proxy_pass: 'cache', buffering: true, expires: '1h' },
            { path: '/socket', proxy_pass: 'http://shop', websocket: true, timeouts: { read: '1h' } },
            { path: '/plain', proxy_pass: 'https://10.77.0.23:8443/', websocket: true, client_max_body_size: '1g' },
            { path: '= /old', redirect: '/new' },
            { path: '= /login', proxy_pass: 'shop', extra: 'limit_req zone=calm burst=20 nodelay;' },
            { path: '^~ /moved/', redirect: { to: 'https://other.example.com$request_uri', status: 302 } },
            { path: '/files/', root: '/srv/www', try_files: ['$uri', '$uri/', '@api'] },
            { path: '@api', proxy_pass: 'api', verify: { path: '/files/none', status: 404 } },
            { path: '= /gone', return: 410, extra: 'allow all; # everybody' },
          ],
        },
        {
          name: 'dice',
          listen: '10.77.0.100:80',
          default: true,
          gzip: { types: ['application/json'], level: 1, min_length: 256 },
          access_log: { path: '/var/log/nginx/dice.log', format: '$remote_addr $host $upstream_addr' },
          locations: [{ path: '/', proxy_pass: 'dice' }],
        },
      ],
    },
  },
  'TLS before web servers': {
    host: lb1,
    vars: {
      certificates: [{ name: 'shop', self_signed: ['www.example.com', 'strict.example.com', '10.77.0.100'], days: 90 }],
      upstreams: [{ name: 'shop', servers: 'real_servers' }],
      sites: [
        {
          listen: [80, '443 ssl http2', '[::]:80', '[::]:443 ssl http2'],
          server_name: 'www.example.com',
          default: true,
          tls: { certificate: 'shop', hsts: 31536000 },
          redirect_to_https: true,
          headers: { 'X-Content-Type-Options': 'nosniff' },
          locations: [
            { path: '/', proxy_pass: 'shop', headers: { 'X-Tier': 'web' } },
            { path: '/secure/', proxy_pass: 'https://shop' },
          ],
        },
        {
          name: 'strict',
          listen: '8443 ssl',
          server_name: 'strict.example.com',
          tls: { certificate: 'shop', protocols: ['TLSv1.3'] },
          verify: { status: 204 },
          locations: [{ path: '/', return: 204 }],
        },
      ],
    },
  },
  'HTTP/3': {
    host: lb1,
    since: 13,
    vars: {
      certificates: [{ name: 'shop', self_signed: ['www.example.com', 'other.example.com'] }],
      sites: [
        {
          listen: [80, '443 ssl http2', '443 quic', '[::]:443 ssl', '[::]:443 quic'],
          server_name: 'www.example.com',
          default: true,
          tls: { certificate: 'shop', hsts: 600 },
          redirect_to_https: true,
          locations: [{ path: '/', return: { text: 'h3' }, headers: { 'X-Tier': 'web' } }],
        },
        {
          listen: ['443 ssl', '443 quic'],
          server_name: 'other.example.com',
          tls: { certificate: 'shop' },
          root: '/srv/other',
        },
      ],
    },
  },
  'TLS to the servers': {
    host: lb1,
    vars: {
      certificates: [{ name: 'client', self_signed: 'lb.example.com' }],
      upstreams: [{ name: 'shop', servers: 'real_servers', port: 443 }],
      sites: [
        {
          locations: [
            {
              path: '/',
              proxy_pass: 'https://shop',
              upstream_tls: {
                ca_file: '/etc/ssl/certs/ca-certificates.crt',
                name: 'shop.internal',
                certificate: 'client',
              },
            },
            {
              path: '/host/',
              proxy_pass: 'https://shop',
              proxy_headers: { Host: 'app.internal:8443' },
              upstream_tls: {},
            },
            { path: '/any/', proxy_pass: 'https://shop', upstream_tls: { verify: 'none' } },
          ],
        },
      ],
    },
  },
  'servers by name and socket': {
    host: lb1,
    vars: {
      resolver: { servers: ['10.77.0.1', 'fd00::1'], valid: '10s', timeout: '2s', ipv6: false },
      upstreams: [
        { name: 'local', servers: [{ socket: '/run/app/one.sock', weight: 3 }, { socket: '/run/app/two.sock' }] },
        // Every host knows this name, also without a network.
        {
          name: 'named',
          servers: [
            { dns: 'localhost', port: 8080 },
            { host: 'web1', backup: true },
          ],
        },
      ],
      sites: [
        {
          server_name: [
            '~^www\\d{1,2}\\.example\\.com$',
            '~^(?<shop>.+)\\.shops\\.example\\.com$',
            'plain.example.com',
          ],
          access_log: { format: '{"time":"$time_iso8601","uri":"$request_uri","shop":"$shop"}', escape: 'json' },
          locations: [
            { path: '/', proxy_pass: 'local' },
            { path: '/named/', proxy_pass: 'named' },
            { path: '/followed/', proxy_pass: 'http://app.example.com:8080' },
            { path: '/safe/', proxy_pass: 'https://app.example.com:443', upstream_tls: { name: 'app.example.com' } },
          ],
        },
      ],
    },
  },
  'lines of its own': {
    host: lb1,
    vars: {
      workers: { connections: 4096, processes: 2, open_files: 10000 },
      clients: 2000,
      certificates: [{ name: 'shop', self_signed: 'www.example.com' }],
      extra: [
        'map $http_upgrade $mode { default keep; server 1; hash 2; "~*a{2}" 3; }',
        'log_format brief escape=json \'{"uri":"$request_uri"}\';',
        'upstream own { hash $request_uri; server 10.77.0.21:8080; server unix:/run/own.sock; }',
        'add_header X-Everywhere "yes; really" always;',
        'proxy_set_header X-Cluster one;',
        'server { listen 10.77.0.100:9090; location / { proxy_pass http://own; } }',
      ].join('\n'),
      upstreams: [{ name: 'shop', servers: 'real_servers', extra: 'keepalive 8;\nkeepalive_requests 50;' }],
      sites: [
        {
          listen: [80, '443 ssl'],
          server_name: 'www.example.com',
          tls: { certificate: 'shop', session_timeout: '10m', session_cache: 'shared:tls:5m', session_tickets: true },
          real_ip: { from: 'directors' },
          headers: { 'X-Site': 'a', 'X-Key': new Secret('s3cret-value', 'env:KEY') },
          locations: [
            { path: '/', proxy_pass: 'shop', headers: { 'X-Site': 'b' } },
            {
              path: '/own/',
              proxy_pass: 'http://own/',
              extra: 'add_header X-Here 1;\nproxy_set_header Host own.example;',
            },
            {
              path: '= /token',
              proxy_pass: 'shop',
              proxy_headers: { Authorization: new Secret('Bearer abc', 'env:T') },
            },
          ],
          extra: text`proxy_set_header X-Site www;
proxy_set_header X-Token "${new Secret('site-token-1', 'env:TOKEN')}";
add_header X-From-Extra 1 always;
ssl_session_timeout 5m;
ssl_protocols TLSv1.3;
listen 8443 ssl;
access_log /var/log/nginx/brief.log brief;`,
        },
        {
          name: 'scheme',
          listen: 8080,
          default: true,
          real_ip: { from: ['10.77.0.0/24', 'fd00::/64'], scheme: 'X-Scheme' },
          locations: [{ path: '/', proxy_pass: 'shop' }],
        },
        { name: 'no-scheme', listen: 8081, real_ip: { from: 'directors', scheme: false }, root: '/srv/www' },
      ],
    },
  },
  'many servers': {
    host: lb1,
    vars: {
      upstreams: [
        {
          name: 'many',
          servers: Array.from({ length: 200 }, (_, index) => ({ address: `10.77.1.${index + 1}`, max_conns: 9 })),
        },
      ],
      sites: [{ locations: [{ path: '/', proxy_pass: 'many' }] }],
      streams: [{ name: 'many', listen: 9000, upstream: 'many' }],
    },
  },
  'streams that end TLS': {
    host: lb1,
    vars: {
      certificates: [{ name: 'mail', self_signed: 'mail.example.com' }],
      upstreams: [
        { name: 'imap', port: 143, servers: 'real_servers' },
        { name: 'imaps', port: 993, servers: 'real_servers' },
      ],
      streams: [
        {
          name: 'imaps',
          listen: ['993 ssl', '[::]:993 ssl'],
          upstream: 'imap',
          tls: { certificate: 'mail' },
          verify: { expect: 'OK' },
        },
        {
          name: 'smtps',
          listen: '465 ssl',
          upstream: 'imaps',
          tls: { certificate: 'mail', protocols: ['TLSv1.3'] },
          upstream_tls: { name: 'mail.internal', certificate: 'mail' },
        },
        { name: 'to-tls', listen: 1143, upstream: 'imaps', upstream_tls: { verify: 'none' } },
      ],
    },
  },
  'what must be seen': {
    host: lb1,
    vars: {
      upstreams: [{ name: 'pool', servers: 'real_servers', up: '1+' }],
      sites: [
        {
          server_name: 'api.example.com',
          access_log: true,
          verify: { path: '/health', headers: { Authorization: 'Bearer 0' }, status: [200, '400-403'], requests: 3 },
          locations: [{ path: '/', proxy_pass: 'pool', verify: { path: '/health', requests: 20 } }],
          extra: 'deny 10.9.0.0/16;',
        },
        { listen: 8081, verify: false, locations: [{ path: '/', return: 204, verify: false }] },
      ],
    },
  },
  streams: {
    host: lb1,
    vars: {
      upstreams: [
        {
          name: 'databases',
          port: 3306,
          servers: [{ host: 'web1' }, { host: 'web2', backup: true }],
          method: 'least_conn',
        },
        { name: 'names', port: 53, servers: 'real_servers', method: 'hash $remote_addr consistent' },
        { name: 'tls-shop', port: 443, servers: 'real_servers' },
        { name: 'tls-mail', port: 8443, servers: [{ host: 'web2' }] },
        { name: 'both', servers: 'real_servers' },
      ],
      streams: [
        {
          name: 'mysql',
          listen: ['10.77.0.100:3306', '127.0.0.1:3306'],
          upstream: 'databases',
          timeout: '1h',
          verify: { expect: 'mysql' },
        },
        { name: 'dns', listen: '53 udp', upstream: 'names', responses: 1, timeout: '2s' },
        {
          name: 'tls',
          listen: 443,
          upstream: 'tls-shop',
          server_names: {
            'mail.example.com': 'tls-mail',
            '*.mail.example.com': 'tls-mail',
            'a-name-that-is-longer-than-what-fits-into-64-bytes.shop.example.com': 'tls-shop',
          },
          proxy_protocol: true,
          access_log: true,
          next_upstream_tries: 2,
        },
        {
          name: 'inner',
          listen: '8081 proxy_protocol',
          upstream: 'both',
          real_ip: ['10.77.0.0/24'],
          access_log: '/var/log/nginx/inner.log',
          extra: 'tcp_nodelay on;',
        },
      ],
      sites: [{ listen: 80, locations: [{ path: '/', proxy_pass: 'both' }] }],
    },
  },
}
