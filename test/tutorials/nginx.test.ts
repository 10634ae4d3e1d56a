import { accepts, type LegacyForm, refusesLegacy } from './legacy-forms.ts'

const upstream = (more: string) => `{ upstreams: [{ name: shop, servers: real_servers, ${more} }] }`
const method = (written: string) => upstream(`method: "${written}"`)
const site = (more: string) => `{ sites: [{ ${more} }] }`
const location = (more: string) =>
  `{ upstreams: [{ name: shop, servers: real_servers }], sites: [{ locations: [{ path: /, ${more} }] }] }`
const stream = (more: string) =>
  `{ upstreams: [{ name: db, servers: real_servers, port: 3306 }], streams: [{ name: db, listen: 3306, ${more} }] }`

const KEYS: readonly LegacyForm[] = [
  ['{ worker_connections: 1024 }', 'worker_connections', 'write workers: { connections: 4096 }'],
  ['{ resolver: { servers: [10.0.0.53] }, sites: [{ http3: on }] }', 'http3', '"443 quic"'],
  ['{ upstreams: [{ name: a, servers: [{ unix: /run/a }] }] }', 'unix', 'write socket'],
  ['{ upstream: {} }', 'upstream', 'write upstreams, a list'],
  ['{ server: {} }', 'server', 'write sites, a list'],
  ['{ stream: {} }', 'stream', 'write streams, a list'],
  [upstream('fair: true'), 'fair', 'write method: least_conn'],
  [upstream('url_hash: true'), 'url_hash', 'write method: hash $request_uri consistent'],
  [upstream('ip_hash: true'), 'ip_hash', 'write method: ip_hash'],
  [upstream('sticky: true'), 'sticky', '"hash $cookie_NAME consistent"'],
  [upstream('check: interval=3000'), 'check', 'write max_fails and fail_timeout'],
  [upstream('server: 10.0.0.21'), 'server:', 'write servers'],
  [upstream('backup: web2'), 'backup', 'servers: [{ host: web1, backup: … }]'],
  [site('ssl: on'), 'ssl', 'write tls: { certificate: NAME }'],
  [site('ssl_certificate: /x.pem'), 'ssl_certificate', 'write tls: { certificate: NAME }'],
  [site('proxy_pass: http://shop'), 'proxy_pass', 'it belongs in a location'],
  [site('add_header: X-Frame-Options DENY'), 'add_header', 'write headers'],
  [site('set_real_ip_from: 10.0.0.0/8'), 'set_real_ip_from', 'write real_ip: { from: directors }'],
  [site('error_page: 404 /x'), 'error_page', 'write it into extra, as nginx has it: "error_page …;"'],
  [location('proxy_pass: shop, proxy_set_header: { Host: $host }'), 'proxy_set_header', 'write proxy_headers'],
  [location('proxy_pass: shop, proxy_connect_timeout: 90'), 'proxy_connect_timeout', 'write timeouts: { connect: 5s }'],
  [location('proxy_pass: shop, proxy_next_upstream: error'), 'proxy_next_upstream', 'write next_upstream'],
  [location('proxy_pass: shop, proxy_redirect: off'), 'proxy_redirect', 'write it into extra'],
  [stream('upstream: db, proxy_timeout: 10m'), 'proxy_timeout', 'write timeout'],
  [stream('proxy_pass: db'), 'proxy_pass', 'write upstream: NAME'],
]

const VALUES: readonly LegacyForm[] = [
  [method('fair'), '"fair', 'write least_conn'],
  [method('url_hash $request_uri'), '"url_hash', 'write hash $request_uri consistent'],
  [method('consistent_hash $uri;'), '"consistent_hash', 'write hash $uri consistent'],
  [method('ip_hash;'), '"ip_hash;', 'write ip_hash'],
  [method('roundrobin'), '"roundrobin', 'write round_robin'],
  [
    '{ upstreams: [{ name: shop, servers: ["10.0.0.21:80 weight=5"] }] }',
    '"10.0.0.21',
    'such as { address: 10.0.0.21, weight: 5 }',
  ],
  [
    '{ upstreams: [{ name: shop, method: ip_hash, servers: [{ host: web1 }, { host: web2, backup: true }] }] }',
    'true',
    'nginx allows no backup with ip_hash',
  ],
  [site('listen: 80 default'), '80 default', 'write "default: true" beside it'],
  [site('listen: 443 ssl spdy'), '443', 'write "443 ssl http2"'],
]

const PASTED = 'proxy_set_header Host $host;\\nproxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;'

const LINES: readonly LegacyForm[] = [
  [site('extra: "ssl on;"'), '"ssl on', 'write listen: "443 ssl"'],
  [site('extra: "server {\\nlisten 80;\\n}"'), '"server', 'write another site'],
  [site('extra: "ssl on;\\nlimit_zone one $x 10m;"'), '"ssl on', 'write limit_conn_zone, in extra beside sites'],
  [site('extra: "log_format main x;"'), '"log_format', 'write access_log: { format: … }'],
  [upstream('extra: "server 10.0.0.21:80 weight=3;"'), '"server', 'write servers, a list'],
  [upstream('extra: "session_sticky;"'), '"session_sticky', 'write method: ip_hash'],
  [site('extra: "events { worker_connections 9; }"'), '"events', 'write workers: { connections: … }'],
]

refusesLegacy('nginx', [...KEYS, ...VALUES, ...LINES])

accepts('nginx', [
  upstream('extra: "server unix:/run/shop.sock;\\nserver backend.example.com resolve;"'),
  location(`proxy_pass: shop, extra: "${PASTED}"`),
  '{ extra: "log_format j escape=json \'{}\';\\nmap $a $b { server 1; log_format 2; hash 3; }\\nupstream own { hash $uri; server 10.0.0.9; }\\nserver { listen 9000; location / { proxy_pass http://own; } }" }',
  location('proxy_pass: shop, extra: "proxy_set_header X-Shop a;\\nproxy_redirect off;"'),
  location('proxy_pass: shop, extra: "# proxy_set_header Host $host;"'),
  location('proxy_pass: shop, extra: "if ($arg_a) { proxy_pass http://shop; }"'),
  location(`extra: "${PASTED}\\nproxy_pass http://unix:/run/shop.sock;"`),
  site('listen: "*:80", server_name: default.example, extra: "server_tokens off;"'),
  method('hash $request_uri consistent'),
])
