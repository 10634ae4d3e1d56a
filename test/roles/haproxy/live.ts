import { certificatesOnHost } from './certificates-on-host.ts'
import { examples } from './examples.ts'

/** What a running HAProxy does with a configuration. */
export interface Live {
  readonly vars: Readonly<Record<string, unknown>>
  /** Shell lines before the files are written. */
  readonly prepare?: string
  /** Shell lines before HAProxy starts. */
  readonly before?: string
  /** Shell lines, and what they must print. */
  readonly asks: Readonly<Record<string, RegExp>>
}

const CERTIFICATE = { name: 'shop', self_signed: 'www.example.com' }
const one = { name: 'one', address: '127.0.0.1', port: 9001 }
const two = { name: 'two', address: '127.0.0.1', port: 9002 }
const SERVE = 'serve 9001 one\nserve 9002 two'
const HOST = "'Host: www.example.com'"

/** The header of a name and a password, as a word of a shell. */
function authorization(user: string): string {
  return `'Authorization: Basic ${Buffer.from(user).toString('base64')}'`
}

export const LIVE: Readonly<Record<string, Live>> = {
  'takes the whole password of the stats page': {
    vars: { stats: { address: '127.0.0.1', user: 'ops', password: 'pa#ss"W0rd$!x' } },
    asks: {
      [`ask 8404 'GET /stats HTTP/1.1' ${authorization('ops:pa#ss"W0rd$!x')}`]: /^HTTP\/1\.1 200/,
      [`ask 8404 'GET /stats HTTP/1.1' ${authorization('ops:pa')}`]: /^HTTP\/1\.1 401/,
    },
  },

  'redirects to the port of TLS, with all headers': {
    vars: {
      certificates: [CERTIFICATE],
      frontends: [
        {
          name: 'www',
          binds: ['127.0.0.1:8080', { address: '127.0.0.1', port: 8443, ssl: 'shop' }],
          redirects: [{ scheme: 'https', code: 301 }],
          response_headers: [{ set: 'Strict-Transport-Security', value: 'max-age=60' }],
          default_backend: 'servers',
        },
      ],
      backends: [{ name: 'servers', servers: [one] }],
    },
    before: SERVE,
    asks: {
      "ask 8080 'GET /a?b=c HTTP/1.1' 'Host: www.example.com:8080'":
        /^HTTP\/1\.1 301[\s\S]*location: https:\/\/www\.example\.com:8443\/a\?b=c\n[\s\S]*strict-transport-security: max-age=60\n/i,
      "ask 8080 'GET /a HTTP/1.1' 'Host: www.example.com'": /location: https:\/\/www\.example\.com\/a\n/i,
      "ask 8080 'GET /a HTTP/1.1' 'Host: [::1]:8080'": /location: https:\/\/\[::1\]:8443\/a\n/i,
      [`ask_tls 8443 www.example.com 'GET /a HTTP/1.1' ${HOST}`]:
        /^HTTP\/1\.1 200[\s\S]*strict-transport-security: max-age=60\n[\s\S]*\none\nGET \/a HTTP/i,
    },
  },

  'compares whole headers, and regular expressions with braces': {
    vars: {
      frontends: [
        {
          name: 'www',
          binds: ['127.0.0.1:8080'],
          acls: [{ name: 'is_list', hdr: { name: 'X-List', value: 'a,b' } }],
          use_backend: [{ backend: 'two', if: 'is_list or { path_reg ^/a{2}$ }' }],
          default_backend: 'one',
        },
      ],
      backends: [
        { name: 'one', servers: [one] },
        { name: 'two', servers: [two] },
      ],
    },
    before: SERVE,
    asks: {
      [`ask 8080 'GET / HTTP/1.1' ${HOST} 'X-List: a,b'`]: /\n\ntwo\n/,
      [`ask 8080 'GET / HTTP/1.1' ${HOST} 'X-List: a'`]: /\n\none\n/,
      [`ask 8080 'GET /aa HTTP/1.1' ${HOST}`]: /\n\ntwo\n/,
    },
  },

  'runs a program as a health check': {
    vars: {
      global: { chroot: false },
      listens: [
        {
          name: 'www',
          binds: ['127.0.0.1:8080'],
          servers: [one, two],
          check: { external: { command: '/usr/local/bin/check', path: '/usr/bin:/bin' } },
          default_server: { inter: '300ms', fastinter: '300ms', fall: 1 },
        },
      ],
    },
    before: `${SERVE}\nprintf '#!/bin/sh\\n[ "$4" = 9002 ]\\n' >/usr/local/bin/check\nchmod 755 /usr/local/bin/check`,
    asks: {
      [`ask 8080 'GET / HTTP/1.1' ${HOST}; ask 8080 'GET / HTTP/1.1' ${HOST}`]: /\n\ntwo\n[\s\S]*\n\ntwo\n/,
    },
  },

  'sends secrets to servers and in health checks': {
    vars: {
      listens: [
        {
          name: 'www',
          binds: ['127.0.0.1:8080'],
          servers: [one],
          check: { http: { headers: { 'X-Key': 'a"b#$c' }, body: 'x-key: a"b#\\$c' } },
          request_headers: [{ set: 'X-Key', value: 'd"e#$f' }],
        },
      ],
    },
    before: SERVE,
    asks: { [`ask 8080 'GET / HTTP/1.1' ${HOST}`]: /X-Key: d"e#\$f\n/i },
  },

  'goes through rules in their order': {
    vars: {
      userlists: [
        {
          name: 'staff',
          users: [
            { name: 'ops', password: 'pa#ss"W0rd$!x' },
            { name: 'dev', hash: '$5$evenkeel$mL93hJ2m.I/aQG9fvhzQN7YpCFNEkRzslIjEOyIHWG0' },
          ],
        },
      ],
      maps: [{ name: 'hosts', entries: { 'two.example.com': 'two' } }],
      lists: [{ name: 'bots', values: ['evilbot'] }],
      frontends: [
        {
          name: 'www',
          binds: ['127.0.0.1:8080'],
          table: { type: 'string', expire: '10s', store: ['http_req_rate(10s)'] },
          acls: [
            { name: 'is_bot', list: { name: 'bots', sample: 'req.fhdr(User-Agent)', match: 'sub' }, ignore_case: true },
          ],
          http_request: [
            { track: 'req.fhdr(x-client)', if: '{ path /counted }' },
            { deny: 429, if: '{ path /counted } { sc_http_req_rate(0) gt 2 }' },
            { deny: 403, if: 'is_bot' },
            { auth: { users: 'staff', realm: 'Staff only' }, if: '{ path_beg /admin } or { path /secret }' },
            { return: { text: 'line 1\n"line" #2 $3' }, if: '{ path /robots.txt }' },
            { replace_path: { match: '^/old/(.*)', with: '/new/\\1' } },
            { set_var: { name: 'txn.host', value: 'req.hdr(host),lower' } },
            { set_header: { name: 'X-Host', value: 'a #b "%[var(txn.host)]"' } },
          ],
          http_response: [{ set_header: { name: 'X-Seen', value: 'yes' } }],
          use_backend: [{ map: 'hosts' }],
          default_backend: 'one',
        },
        {
          name: 'gate',
          mode: 'tcp',
          binds: ['127.0.0.1:8081'],
          tcp_request: [{ at: 'connection', reject: true, if: '{ src 127.0.0.0/8 }' }],
          default_backend: 'bytes',
        },
      ],
      backends: [
        { name: 'one', servers: [one] },
        { name: 'two', servers: [two] },
        { name: 'bytes', mode: 'tcp', servers: [one] },
      ],
    },
    before: SERVE,
    asks: {
      "ask 8080 'GET /old/a HTTP/1.1' 'Host: ONE.example.com'":
        /x-seen: yes\n[\s\S]*\none\nGET \/new\/a HTTP[\s\S]*x-host: a #b "one\.example\.com"/i,
      "ask 8080 'GET / HTTP/1.1' 'Host: Two.example.com:8080'": /\n\ntwo\n/,
      [`ask 8080 'GET / HTTP/1.1' ${HOST} 'User-Agent: EvilBot/1'`]: /^HTTP\/1\.1 403/,
      [`ask 8080 'GET /robots.txt HTTP/1.1' ${HOST}`]: /^HTTP\/1\.1 200[\s\S]*\n\nline 1\n"line" #2 \$3$/,
      [`ask 8080 'GET /admin HTTP/1.1' ${HOST}`]: /^HTTP\/1\.1 401[\s\S]*Staff only/,
      [`ask 8080 'GET /secret HTTP/1.1' ${HOST} ${authorization('ops:pa')}`]: /^HTTP\/1\.1 401/,
      [`ask 8080 'GET /secret HTTP/1.1' ${HOST} ${authorization('ops:pa#ss"W0rd$!x')}`]: /^HTTP\/1\.1 200/,
      [`ask 8080 'GET /admin HTTP/1.1' ${HOST} ${authorization('dev:secret')}`]: /^HTTP\/1\.1 200/,
      [`for one in 1 2 3; do ask 8080 'GET /counted HTTP/1.1' ${HOST} 'X-Client: a' | head -n 1; done; ask 8080 'GET /counted HTTP/1.1' ${HOST} 'X-Client: b' | head -n 1`]:
        /^(HTTP\/1\.1 200 OK\n){2}HTTP\/1\.1 429.*\nHTTP\/1\.1 200 OK\n/,
      [`ask 8081 'GET / HTTP/1.1' ${HOST}; echo ended`]: /^ended/,
    },
  },

  'has pages, a cache, compression, sockets and counters': {
    vars: {
      prometheus: { address: '127.0.0.1' },
      caches: [{ name: 'small', size: 4 }],
      error_pages: [{ name: 'pretty', pages: { 403: '<h1>Nö</h1>', 503: 'Back soon.' } }],
      frontends: [
        {
          name: 'www',
          binds: ['127.0.0.1:8080'],
          error_pages: 'pretty',
          http_request: [{ deny: true, if: '{ path /no }' }],
          use_backend: [
            { backend: 'socket', if: '{ path_beg /socket }' },
            { backend: 'empty', if: '{ path /empty }' },
            { backend: 'answers', if: '{ path /answers }' },
          ],
          default_backend: 'cached',
        },
        {
          name: 'inner',
          sockets: [{ path: '/var/lib/haproxy/inner.sock', mode: '666' }],
          default_backend: 'two',
        },
      ],
      backends: [
        { name: 'cached', servers: [one], cache: 'small', compression: { types: ['text/plain'] } },
        { name: 'two', servers: [two] },
        { name: 'socket', servers: [{ socket: '/var/lib/haproxy/inner.sock', check: false }] },
        { name: 'empty' },
        { name: 'answers', http_request: [{ return: { text: 'by itself' } }] },
      ],
    },
    before: SERVE,
    asks: {
      [`ask 8080 'GET /a HTTP/1.1' ${HOST} 'X-Ask: first'; ask 8080 'GET /a HTTP/1.1' ${HOST} 'X-Ask: second'`]:
        /\nx-ask: first[\s\S]*\nx-ask: first/,
      [`ask 8080 'GET /b HTTP/1.1' ${HOST} 'Accept-Encoding: gzip' | head -c 300`]: /content-encoding: gzip/i,
      [`ask 8080 'GET /socket HTTP/1.1' ${HOST}`]: /\n\ntwo\n/,
      [`ask 8080 'GET /no HTTP/1.1' ${HOST}`]: /^HTTP\/1\.1 403 Forbidden\n[\s\S]*\n\n<h1>N/,
      [`ask 8080 'GET /empty HTTP/1.1' ${HOST}`]: /^HTTP\/1\.1 503 [\s\S]*\n\nBack soon\.$/,
      [`ask 8080 'GET /answers HTTP/1.1' ${HOST}`]: /\n\nby itself$/,
      [`ask 8405 'GET /metrics HTTP/1.1' ${HOST} | grep -c haproxy_process`]: /^[1-9]/,
      [`ask 8405 'GET / HTTP/1.1' ${HOST}`]: /^HTTP\/1\.1 403/,
    },
  },

  'looks servers up by their names': {
    prepare:
      'echo 127.0.0.1 app.example.com >>/etc/hosts; rm -f /etc/resolv.conf; echo nameserver 127.0.0.1 >/etc/resolv.conf',
    vars: {
      resolvers: [{ resolv_conf: true }],
      listens: [
        { name: 'www', binds: ['127.0.0.1:8080'], servers: [{ dns: 'app.example.com', port: 9001, slots: 2 }] },
      ],
    },
    before: SERVE,
    asks: { [`ask 8080 'GET / HTTP/1.1' ${HOST}`]: /\n\none\n/ },
  },

  'serves certificates that are on the host, with keys apart, folders and lists': {
    prepare: certificatesOnHost,
    vars: examples['certificates on the host']?.vars ?? {},
    before:
      'prints() { echo | openssl s_client -connect 127.0.0.1:443 "$@" 2>/dev/null | openssl x509 -noout -subject; }',
    asks: {
      'prints -noservername': /CN ?= ?www\.example\.com/,
      'prints -servername whole.example.com': /CN ?= ?whole\.example\.com/,
      'prints -servername all.example.com': /CN ?= ?all\.example\.com/,
      'prints -servername listed.example.com': /CN ?= ?listed\.example\.com/,
      'echo | openssl s_client -connect 127.0.0.1:8443 2>/dev/null | grep subject': /CN ?= ?whole\.example\.com/,
    },
  },
}
