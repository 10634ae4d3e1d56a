import { type Host, lb1, web1 } from '../hosts.ts'

/** Vars as a playbook writes them, and their host; the groups are those of `find` in ../hosts.ts. */
export interface Example {
  readonly vars: object
  readonly host: Host
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
