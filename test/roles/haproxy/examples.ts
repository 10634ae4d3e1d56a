import { certificatesOnHost } from './certificates-on-host.ts'

/** Vars that cover all lines that the role can write; hosts and groups are those of test/roles/hosts.ts. */
export interface Example {
  /** The vars, as in a playbook. */
  readonly vars: Readonly<Record<string, unknown>>
  /** Shell lines that make what is on the host before. */
  readonly prepare?: string
}

const CERTIFICATE = { name: 'shop', self_signed: ['www.example.com', '*.example.org', '10.77.0.100'] }
const STATS = { address: 'own', user: 'ops', password: 'pa#ss"W0rd$!x', refresh: '10s' }

/** Real validators accept the configurations rendered from these vars without a warning. */
export const examples: Readonly<Record<string, Example>> = {
  minimal: { vars: { listens: [{ name: 'web', binds: [80], servers: 'real_servers' }] } },

  http: {
    vars: {
      global: {
        threads: 2,
        maxconn: 5000,
        tune: { bufsize: 32768, 'ssl.default-dh-param': 2048 },
        hard_stop_after: '10m',
      },
      defaults: {
        retries: 2,
        timeouts: { connect: '3s', client: '20s' },
        options: ['http-server-close', 'no abortonclose'],
      },
      stats: { ...STATS, from: ['10.77.0.0/24', '127.0.0.1'], admin: true },
      frontends: [
        {
          name: 'www',
          binds: [{ vip: '10.77.0.100', port: 80 }, '127.0.0.1:8081'],
          maxconn: 4000,
          forwardfor: true,
          response_headers: [{ del: 'Server' }, { set: 'X-Frame-Options', value: 'DENY' }],
          default_backend: 'servers',
          client_address: '/whoami',
        },
      ],
      backends: [
        {
          name: 'servers',
          servers: 'real_servers',
          balance: 'roundrobin',
          check: { http: { path: '/health?full=1', host: 'www.example.com', status: [200, '301-302'] } },
          cookie: { name: 'SERVERID', secure: true, attr: ['SameSite=Lax'], max_life: '8h' },
          default_server: { inter: '3s', slowstart: '10s', maxconn: 200 },
        },
      ],
    },
  },

  'static and dynamic': {
    vars: {
      frontends: [
        {
          name: 'www',
          binds: [80],
          acls: [
            { name: 'is_static', path_end: ['.jpg', '.css', '.js'], ignore_case: true },
            { name: 'is_static', path_beg: '/static/' },
            { name: 'is_static', path_dir: 'img' },
            { name: 'is_blog', host: ['blog.example.com', 'blog.example.org'] },
            { name: 'is_image_host', host_beg: 'img.' },
            { name: 'is_tenant', host_end: '.tenants.example.com' },
            { name: 'is_old', path_reg: '^/v[0-9]+/old$' },
            { name: 'is_query', url_reg: '[?&]debug=1( |$)' },
            { name: 'is_inside', src: ['10.0.0.0/8', 'fd00::/8'] },
            { name: 'is_write', method: ['POST', 'PUT'] },
            { name: 'is_mobile', hdr: { name: 'User-Agent', value: 'Mobile', match: 'sub' }, ignore_case: true },
            { name: 'is_german', criterion: 'req.cook(lang) de' },
            { name: 'has_dash', path_sub: '-x #y"$z' },
          ],
          use_backend: [
            { backend: 'static', if: 'is_static !is_write or is_image_host' },
            { backend: 'blog', if: 'is_blog' },
            { backend: 'tenants', if: 'is_tenant', verify: { path: '/', host: 'a.tenants.example.com' } },
            { backend: 'legacy', if: 'is_old or is_query is_inside', verify: false },
            { backend: 'legacy', unless: 'is_inside or !is_mobile or is_german || { path /never }', verify: false },
          ],
          redirects: [
            { prefix: 'https://www.example.com', code: 301, if: 'is_mobile', drop_query: true, append_slash: true },
            { location: 'https://example.org/moved?a=1', unless: 'is_german' },
          ],
          request_headers: [{ add: 'X-Client', value: '%[src] "quoted" $HOME' }],
          default_backend: 'dynamic',
          extra: 'http-request set-var(txn.path) path\nuse_backend blog if { path /b }',
        },
      ],
      backends: [
        { name: 'static', servers: [{ host: 'web1', weight: 3 }, { host: 'web2' }], balance: { uri: { depth: 2 } } },
        { name: 'blog', servers: 'web1', balance: 'leastconn', port: 8080 },
        { name: 'tenants', servers: 'real_servers', balance: { hdr: 'Host' }, hash_type: 'consistent' },
        {
          name: 'legacy',
          servers: 'web2',
          balance: { url_param: { name: 'session', check_post: true } },
          hash_type: { method: 'map-based', function: 'djb2', avalanche: true },
        },
        {
          name: 'dynamic',
          servers: 'real_servers',
          balance: 'source',
          stick: { on: 'req.cook(JSESSIONID)', learn: 'res.cook(JSESSIONID)', length: 52, expire: '3h' },
          timeouts: { server: '2m' },
          check: { http: { path: '/', method: 'OPTIONS', body: 'ok|fine' } },
        },
      ],
    },
  },

  tls: {
    vars: {
      certificates: [CERTIFICATE, { name: 'other', self_signed: 'other.example.com', days: 30 }],
      global: { tls: { min_version: 'TLSv1.3' } },
      stats: { ...STATS, address: '127.0.0.1', ssl: 'shop' },
      frontends: [
        {
          name: 'www',
          binds: [
            80,
            { port: 443, ssl: ['shop', 'other'] },
            { address: '::1', port: 443, ssl: 'shop', alpn: ['http/1.1'] },
          ],
          redirects: [
            { scheme: 'https', code: 301, unless: 'by_name' },
            { scheme: 'https', if: 'by_name or !by_tls' },
          ],
          response_headers: [{ set: 'Strict-Transport-Security', value: 'max-age=31536000', if: 'by_tls' }],
          acls: [
            { name: 'by_tls', ssl: true },
            { name: 'by_name', ssl_sni: 'www.example.com' },
          ],
          forwardfor: { except: '127.0.0.0/8', header: 'X-Client-IP', if_none: true },
          default_backend: 'servers',
          log: 'https',
        },
      ],
      backends: [
        {
          name: 'servers',
          servers: [
            { host: 'web1', port: 443, ssl: { verify: 'none', name: 'www.example.com' } },
            { address: '10.77.0.23', name: 'third', backup: true, check: false },
          ],
          check: { tcp: true, port: 80 },
        },
      ],
    },
  },

  'tls passthrough': {
    vars: {
      defaults: { mode: 'tcp' },
      frontends: [
        {
          name: 'tls',
          binds: [443],
          inspect_delay: '5s',
          extra: 'tcp-request content capture req.ssl_sni len 64',
          acls: [
            { name: 'shop', sni: ['shop.example.com', 'www.example.com'] },
            { name: 'tenant', sni_end: '.example.org' },
          ],
          use_backend: [
            { backend: 'shop', if: 'shop' },
            { backend: 'tenants', if: 'tenant' },
          ],
          default_backend: 'tenants',
        },
      ],
      backends: [
        {
          name: 'shop',
          servers: 'real_servers',
          port: 443,
          default_server: { send_proxy: 'v2' },
          check: { tcp: true, proxy: true },
        },
        { name: 'tenants', servers: 'web2', port: 8443, stick: { on: 'src' }, balance: { random: 2 } },
      ],
    },
  },

  'tcp and peers': {
    vars: {
      peers: {},
      listens: [
        {
          name: 'mysql',
          mode: 'tcp',
          binds: [{ vip: '10.77.0.100', port: 3306 }],
          servers: [{ host: 'web1' }, { host: 'web2', backup: true }],
          default_server: { on_marked_down: 'shutdown-sessions', on_marked_up: 'shutdown-backup-sessions' },
          timeouts: { client: '1h', server: '1h' },
        },
        {
          name: 'redis',
          mode: 'tcp',
          binds: [{ port: 6379, accept_proxy: true, interface: 'lo' }],
          servers: 'real_servers',
          balance: 'first',
          check: { tcp: { send: 'PING\r\n', expect: '\\+PONG' } },
          stick: { on: 'src', nopurge: true, store: ['conn_cur'], size: 1000 },
          log: 'none',
        },
        {
          name: 'rdp',
          mode: 'tcp',
          binds: [{ port: 3389, transparent: true, extra: 'tfo' }],
          servers: 'real_servers',
          balance: 'rdp-cookie',
          stick: { on: 'src', table: 'redis' },
          default_server: { agent: { port: 9999, inter: '5s', send: 'weight?' }, observe: 'layer4' },
        },
      ],
    },
  },

  'writer of databases': {
    vars: {
      listens: [
        {
          name: 'db',
          mode: 'tcp',
          binds: [{ vip: '10.77.0.100', port: 3307 }],
          servers: [{ host: 'web1' }, { host: 'web2', backup: true }],
          port: 3306,
          check: { http: '/', port: 3380 },
          up: 1,
          default_server: {
            inter: '500ms',
            downinter: '500ms',
            fastinter: '500ms',
            fall: 2,
            rise: 1,
            on_marked_down: 'shutdown-sessions',
          },
          timeouts: { client: '1h', server: '1h' },
        },
      ],
    },
  },

  'certificates on the host': {
    prepare: certificatesOnHost,
    vars: {
      certificates: [
        {
          name: 'shop',
          path: '/etc/letsencrypt/live/shop/fullchain.pem',
          key: '/etc/letsencrypt/live/shop/privkey.pem',
          names: ['www.example.com'],
        },
        { name: 'whole', path: '/etc/ssl/whole.pem', names: ['whole.example.com'] },
        { name: 'all', directory: '/etc/ssl/all' },
        { name: 'listed', list: '/etc/ssl/list.txt' },
      ],
      frontends: [
        {
          name: 'www',
          binds: [
            { port: 443, ssl: ['shop', 'whole', 'all', 'listed'] },
            { port: 8443, extra: 'ssl crt /etc/ssl/whole.pem' },
          ],
          default_backend: 'servers',
        },
      ],
      backends: [{ name: 'servers', servers: 'real_servers' }],
    },
  },

  'rules in their order': {
    vars: {
      peers: {},
      userlists: [
        {
          name: 'staff',
          users: [
            { name: 'ops', password: 'pa#ss"W0rd$!x', groups: ['admins', 'readers'] },
            { name: 'dev', hash: '$5$evenkeel$8zLNr7qGzBwIYYe9Nd8vUq5RBSYBDqjPVpLSqGfzzN4', groups: ['readers'] },
          ],
        },
      ],
      maps: [{ name: 'hosts', entries: { 'shop.example.com': 'shop', 'blog.example.com': 'answers' } }],
      lists: [{ name: 'blocked', values: ['10.9.0.0/16', 'fd00:9::/32'] }],
      frontends: [
        {
          name: 'www',
          binds: [80],
          table: { expire: '10s', store: ['http_req_rate(10s)', 'gpc0'] },
          acls: [
            { name: 'is_blocked', list: { name: 'blocked' } },
            { name: 'is_often', criterion: 'sc_http_req_rate(0) gt 100' },
            { name: 'is_admin', path_beg: '/admin' },
            {
              name: 'is_bot',
              list: { name: 'blocked', sample: 'req.fhdr(User-Agent)', match: 'sub' },
              ignore_case: true,
            },
          ],
          tcp_request: [
            { at: 'content', set_var: { name: 'sess.first', value: 'src' } },
            { at: 'connection', reject: true, if: 'is_blocked' },
            { at: 'session', track: { key: 'src', counter: 1, table: 'counters' } },
            { accept: true, if: '{ src 10.77.0.0/24 }' },
          ],
          http_request: [
            { track: 'src' },
            { deny: 429, if: 'is_often' },
            { tarpit: true, if: 'is_bot' },
            { silent_drop: true, if: '{ path_beg /wp-admin }' },
            { auth: { users: 'staff', realm: 'Staff only' }, if: 'is_admin' },
            { set_var: { name: 'txn.host', value: 'req.hdr(host),host_only,lower' } },
            { set_header: { name: 'X-Host', value: '%[var(txn.host)]' } },
            { add_header: { name: 'X-Via', value: 'one "two" #three $four' } },
            { del_header: 'X-Internal' },
            { replace_header: { name: 'Cookie', match: '(.*)lang=([a-z]{2})(.*)', with: '\\1l=\\2\\3' } },
            { replace_path: { match: '^/old/(.*)', with: '/new/\\1' } },
            { set_path: '/index.html', if: '{ path / }' },
            { redirect: 'https://example.org/moved#there', if: '{ path /moved }' },
            {
              return: { status: 200, type: 'text/plain', text: 'User-agent: *\nDisallow: /\n' },
              if: '{ path /robots.txt }',
            },
            { rule: 'set-log-level silent', if: '{ path /health }' },
            { reject: true, unless: 'METH_GET or METH_POST or METH_HEAD' },
            { allow: true },
          ],
          http_response: [
            { del_header: 'Server' },
            { replace_header: { name: 'Location', match: '^http://(.*)', with: 'https://\\1' } },
            { deny: 502, if: '{ res.hdr(X-Secret) -m found }' },
          ],
          use_backend: [
            { map: 'hosts', if: '{ req.hdr(host) -m found }' },
            { map: 'hosts', key: 'path,lower', match: 'beg', backend: 'shop' },
          ],
        },
        {
          name: 'by_socket',
          sockets: [{ path: '/run/haproxy/web.sock', mode: '660', group: 'haproxy' }],
          default_backend: 'shop',
        },
      ],
      backends: [
        { name: 'counters', table: { type: 'ipv6', size: '1m', expire: '1h', store: ['conn_rate(1s)'] } },
        { name: 'answers', http_request: [{ return: { text: 'moved' } }] },
        {
          name: 'shop',
          tcp_request: [{ set_var: { name: 'sess.seen', value: 'int(1)' } }],
          servers: [{ host: 'web1' }, { socket: '/var/lib/haproxy/app.sock', name: 'app' }],
        },
      ],
    },
  },

  'names, caches and pages': {
    // HAProxy warns of names that nobody knows while it starts.
    prepare:
      'echo 10.77.0.31 app.example.com one.example.com >>/etc/hosts; rm -f /etc/resolv.conf; echo nameserver 10.77.0.5 >/etc/resolv.conf',
    vars: {
      prometheus: { address: 'own', from: ['10.77.0.0/24', '127.0.0.1'] },
      defaults: { error_pages: 'plain' },
      resolvers: [
        { name: 'cluster', nameservers: ['10.77.0.5'], hold: '30s' },
        { name: 'own', resolv_conf: true, retries: 2 },
      ],
      caches: [{ name: 'static', size: 128, max_object: 100_000, max_age: 300 }, { name: 'small' }],
      error_pages: [
        { name: 'plain', type: 'text/plain', pages: { 503: 'Back soon.' } },
        { name: 'pretty', pages: { 403: '<h1>No</h1>', 429: '<h1>Too often</h1>', 504: '<h1>Späßchen</h1>' } },
      ],
      listens: [
        {
          name: 'www',
          binds: [80],
          cache: 'static',
          compression: { algo: ['gzip', 'deflate'], types: ['text/html', 'text/css'], offload: true },
          error_pages: 'pretty',
          servers: [
            { dns: 'app.example.com', resolvers: 'cluster', slots: 3, family: 'ipv4', port: 8080, name: 'app' },
            { dns: '_http._tcp.example.com', resolvers: 'cluster', slots: 2 },
            { dns: 'one.example.com', resolvers: 'own', backup: true },
          ],
        },
      ],
      backends: [{ name: 'other', servers: 'real_servers', compression: {}, cache: 'small' }],
    },
  },

  'programs, ports and other answers': {
    vars: {
      global: { chroot: false },
      certificates: [CERTIFICATE],
      listens: [
        {
          name: 'moved',
          binds: [80, 8080, { port: 8443, ssl: 'shop' }],
          redirects: [
            { scheme: 'https', port: 443, if: '{ path_reg ^/a{2}$ }' },
            { scheme: 'https', code: 308 },
          ],
          response_headers: [
            { set: 'Strict-Transport-Security', value: 'max-age=31536000' },
            { del: 'X-Powered-By', only_servers: true },
          ],
          servers: [
            { host: 'web1', port: 8080 },
            { host: 'web1', port: 8081 },
          ],
          default_server: { ssl: { verify: 'none' } },
          check: { http: '/', port: 9443, tls: true },
          extra: 'redirect location /new if { path /old }\nuse_backend program if { path /program }',
        },
      ],
      backends: [
        {
          name: 'program',
          servers: 'real_servers',
          check: { external: { command: '/bin/true', path: '/usr/bin:/bin' } },
        },
      ],
    },
  },

  'everything else': {
    vars: {
      global: {
        log: { target: '10.77.0.5:514', facility: 'local5', level: 'notice', format: 'rfc5424' },
        socket: { level: 'operator', mode: '600' },
        extra: 'ssl-server-verify none',
      },
      extra: 'userlist staff\n    user ops insecure-password x1',
      listens: [
        {
          name: 'prefixed',
          binds: ['10.77.0.11:8080', '[::1]:8080'],
          servers: 'real_servers',
          balance: 'static-rr',
          cookie: { name: 'JSESSIONID', mode: 'prefix', nocache: false },
          log: { format: '%ci:%cp [%tr] %ft %b/%s %ST "%r"' },
          check: { none: true },
        },
        {
          name: 'rewritten',
          binds: ['own:8082'],
          servers: [{ host: 'web1', cookie: 'one', maxqueue: 5 }],
          balance: { hash: 'req.cook(lang)' },
          cookie: { name: 'SRV', mode: 'rewrite' },
          retries: 1,
          fullconn: 500,
          check: { http: '/', port: 81, tls: true },
        },
      ],
    },
  },

  'what must be seen': {
    vars: {
      certificates: [CERTIFICATE],
      frontends: [
        {
          name: 'api',
          binds: [{ port: 443, ssl: 'shop', extra: 'strict-sni' }],
          verify: {
            path: '/health',
            host: 'www.example.com',
            headers: { Authorization: 'Bearer 0' },
            status: [200, '400-403'],
            requests: 5,
          },
          default_backend: 'primary',
          extra:
            'stick-table type ipv6 size 10k expire 10s store http_req_rate(10s)\nhttp-request track-sc0 src\nhttp-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 }',
        },
        { name: 'closed', binds: [8081], verify: false, default_backend: 'some', extra: 'http-request deny' },
      ],
      backends: [
        { name: 'primary', servers: 'real_servers', check: { http: '/primary', port: 8008 } },
        {
          name: 'some',
          servers: [{ host: 'web1' }, { host: 'web2', extra: 'disabled' }],
          up: '1+',
          extra: 'server third 10.77.0.23:80 check weight 0',
        },
        { name: 'idle', servers: 'real_servers', up: 'none', stick: { on: 'dst' } },
      ],
      extra: 'frontend own\n    bind :8082\n    default_backend own\nbackend own\n    server a 10.77.0.24:80 check',
      up: { own: 'any' },
      verify: { own: { path: '/', status: '200-399' } },
    },
  },

  'a text': {
    vars: {
      certificates: [CERTIFICATE],
      config:
        'global\n    log 127.0.0.1:514 local2\n    stats socket /run/haproxy/admin.sock mode 660 level user\n\ndefaults\n    mode http\n    log global\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s\n\nlisten web\n    bind *:80\n    bind 10.77.0.100:443 ssl crt /etc/haproxy/certs/shop.self-signed.pem\n    server web1 10.77.0.21:80 check\n',
    },
  },
}
