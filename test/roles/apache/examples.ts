import { Secret } from '../../../engine/secrets.ts'
import { type Host, web1 } from '../hosts.ts'

/** Vars as a playbook writes them, and their host; the groups are those of `find` in ../hosts.ts. */
export interface Example {
  readonly vars: object
  readonly host: Host
}

/** Every feature of the role. Each example must pass `apache2ctl -t` without a warning. */
export const examples: Readonly<Record<string, Example>> = {
  'real server': {
    host: web1,
    vars: { sites: [{ root: '/srv/shop', content: 'shop\n', real_ip: { from: 'directors' } }] },
  },
  'virtual hosts': {
    host: web1,
    vars: {
      modules: ['expires', 'rewrite', 'proxy_http', 'userdir'],
      sites: [
        {
          listen: [80, '8080'],
          server_name: ['www.example.com', '*.example.com'],
          root: '/srv/my site',
          index: ['start.html', 'index.html'],
          headers: { 'X-Frame-Options': 'DENY', 'X-Quote': "it's" },
          real_ip: { from: ['10.77.0.0/24', 'fd00::/64', '10.78.0.1'], header: 'X-Real-IP' },
          access_log: { path: '/var/log/apache2/www.log', format: '%a %t "%r" %>s' },
          verify: { path: '/health', status: 204 },
          extra:
            'ExpiresActive On\nExpiresDefault "access plus 1 day"\n\nRedirectMatch 204 ^/health$\nProxyPass /app/ http://10.77.0.22:8080/',
        },
        { listen: '127.0.0.1:8090', server_name: '*.only.example.com', access_log: true },
        { name: 'own_address', listen: '10.77.0.21:8091', root: '/srv/own' },
        { listen: '10.77.0.21:8092', server_name: '*.own.example.com', root: '/srv/own' },
        { name: 'rest', listen: 80, default: true, root: '/srv/rest', content: 'rest\n' },
      ],
    },
  },
  proxies: {
    host: web1,
    vars: {
      modules: ['proxy_hcheck', 'proxy_express', 'lbmethod_heartbeat'],
      sites: [
        {
          listen: '443 ssl',
          server_name: 'www.example.com',
          tls: { certificate: 'shop' },
          real_ip: { from: 'directors', scheme: 'X-Scheme' },
          headers: { 'X-Key': new Secret('s3cret-value', 'env:KEY') },
          extra: [
            '<Proxy "balancer://shop">',
            '    BalancerMember "http://10.77.0.21:8080" loadfactor=2 hcmethod=TCP hcinterval=5',
            '    BalancerMember "http://10.77.0.22:8080"',
            '    BalancerMember "http://10.77.0.23:8080" status=+H',
            '    ProxySet lbmethod=bybusyness stickysession=ROUTE',
            '</Proxy>',
            'ProxyPass "/socket" "ws://10.77.0.21:8080/socket"',
            'ProxyPass "/app" "uwsgi://10.77.0.21:3031/"',
            'ProxyPass "/java" "ajp://10.77.0.21:8009/java" secret=a',
            'ProxyPass "/scgi" "scgi://10.77.0.21:4000/"',
            'ProxyPass "/local" "unix:/run/app.sock|http://localhost/"',
            'ProxyPassMatch "^/(.*\\.php)$" "fcgi://127.0.0.1:9000/srv/$1"',
            'SSLProxyEngine on',
            'ProxyPass "/tls" "https://10.77.0.21:8443/"',
            'ProxyPass "/h2" "h2://10.77.0.21:8443/"',
            'ProxyPass "/" "balancer://shop/"',
            'ProxyHTMLEnable On',
            'RewriteEngine On',
            'RewriteRule "^/old/(.*)$" "http://10.77.0.21:8080/$1" [P,L]',
            'Header always set X-Extra 1',
            'CacheEnable disk "/static"',
          ].join('\n'),
        },
      ],
      certificates: [{ name: 'shop', self_signed: 'www.example.com' }],
    },
  },
  'a proxy to TLS, without TLS of its own': {
    host: web1,
    vars: {
      sites: [{ extra: 'SSLProxyEngine on\nProxyPass / https://10.77.0.21/', verify: false }],
    },
  },
  TLS: {
    host: web1,
    vars: {
      certificates: [{ name: 'shop', self_signed: ['www.example.com', 'strict.example.com'] }],
      sites: [
        {
          listen: [80, '443 ssl'],
          server_name: 'www.example.com',
          default: true,
          root: '/srv/shop',
          content: 'shop\n',
          tls: { certificate: 'shop', hsts: 31536000 },
          redirect_to_https: true,
        },
        {
          listen: ['10.77.0.21:8443 ssl', '[::1]:8443 ssl'],
          server_name: 'strict.example.com',
          tls: { certificate: 'shop', protocols: ['TLSv1.3'] },
        },
      ],
    },
  },
}
