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
