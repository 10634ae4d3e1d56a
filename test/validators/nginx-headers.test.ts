import test from 'ava'
import role from '../../roles/nginx/role.ts'
import { contextOf, type Host, lb1 } from '../roles/hosts.ts'
import { ensureRoot, ensureRoots, RELEASES } from './root.ts'
import { UnpackedHost } from './unpacked-host.ts'

test.before(ensureRoots)

/** A server that answers with what it was sent. */
const ECHO = 'return 200 "host=$http_host proto=$http_x_forwarded_proto site=$http_x_site all=$http_x_all\\n";'

const vars = {
  extra: `add_header X-Everywhere 1;
proxy_set_header X-All 1;
server { listen 127.0.0.1:9000; location / { ${ECHO} } }
server { listen 127.0.0.1:9443 ssl; ssl_certificate PEM; ssl_certificate_key PEM; location / { ${ECHO} } }`.replaceAll(
    'PEM',
    '/etc/nginx/certificates/app.self-signed.pem',
  ),
  certificates: [{ name: 'app', self_signed: 'app.internal' }],
  upstreams: [
    { name: 'plain', servers: [{ address: '127.0.0.1' }], port: 9000 },
    { name: 'tls', servers: [{ address: '127.0.0.1' }], port: 9443 },
    { name: 'other', servers: [{ address: '127.0.0.1' }], port: 9443 },
  ],
  sites: [
    {
      listen: 8080,
      server_name: 'www.example.com',
      headers: { 'X-Site': 'a' },
      real_ip: { from: ['127.0.0.1'] },
      extra: 'proxy_set_header X-Site www;\nadd_header X-From-Extra 1;',
      locations: [
        { path: '/', proxy_pass: 'plain', headers: { 'X-Location': '1' } },
        { path: '/inherits/', proxy_pass: 'plain' },
        { path: '/own/', proxy_pass: 'plain', extra: 'proxy_set_header Host own.example;\nadd_header X-Own 1;' },
        { path: '/folder/', return: { text: 'folder' } },
        { path: '= /moved', redirect: '/new' },
        {
          path: '/verified/',
          proxy_pass: 'https://tls',
          upstream_tls: { ca_file: '/etc/nginx/certificates/app.self-signed.pem', name: 'app.internal' },
        },
        {
          path: '/wrong-name/',
          proxy_pass: 'https://tls',
          upstream_tls: { ca_file: '/etc/nginx/certificates/app.self-signed.pem' },
        },
        {
          path: '/host-name/',
          proxy_pass: 'https://tls',
          proxy_headers: { Host: 'app.internal:9443' },
          upstream_tls: { ca_file: '/etc/nginx/certificates/app.self-signed.pem' },
        },
        // Of its own: nginx resumes sessions with the servers of an upstream, whichever location verified them.
        { path: '/system-ca/', proxy_pass: 'https://other', upstream_tls: { name: 'app.internal' } },
        { path: '/unverified/', proxy_pass: 'https://tls', upstream_tls: { verify: 'none' } },
      ],
    },
    { listen: 8081, real_ip: { from: ['10.77.0.99'] }, locations: [{ path: '/', proxy_pass: 'plain' }] },
  ],
  streams: [
    {
      name: 'tls-ends',
      listen: '8443 ssl',
      upstream: 'plain',
      tls: { certificate: 'app' },
    },
    {
      name: 'tls-begins',
      listen: 8444,
      upstream: 'tls',
      upstream_tls: { ca_file: '/etc/nginx/certificates/app.self-signed.pem', name: 'app.internal' },
    },
  ],
}

/** Requests to nginx, and what the answer must have. */
const CASES: readonly (readonly [port: number, path: string, request: string, expected: readonly RegExp[]])[] = [
  [8080, '/', '', [/site=www all=1/, /host=www.example.com/, /proto=http /, /X-Everywhere: 1/, /X-Site: a/]],
  [8080, '/', 'X-Forwarded-Proto: https', [/proto=https /, /X-From-Extra: 1/, /X-Location: 1/]],
  [8080, '/', 'X-Forwarded-Proto: gopher', [/proto=http /]],
  [8080, '/inherits/', '', [/X-Everywhere: 1/, /X-Site: a/, /X-From-Extra: 1/, /site=www all=1/]],
  [8080, '/own/', '', [/host=own.example /, /X-Own: 1/, /X-Site: a/, /X-Everywhere: 1/, /site=www/]],
  [8080, '/moved', '', [/Location: \/new/]],
  [8080, '/verified/', '', [/HTTP\/1.1 200/, /host=www.example.com/]],
  [8080, '/wrong-name/', '', [/HTTP\/1.1 502/]],
  [8080, '/host-name/', '', [/HTTP\/1.1 200/, /host=app.internal:9443/]],
  [8080, '/system-ca/', '', [/HTTP\/1.1 502/]],
  [8080, '/unverified/', '', [/HTTP\/1.1 200/]],
  // Not one of its balancers.
  [8081, '/', 'X-Forwarded-Proto: https', [/proto=http /]],
  [8444, '/', '', [/HTTP\/1.1 200/, /host=www.example.com/]],
]

for (const release of RELEASES)
  test(`nginx of Debian ${release.version} sends headers and verifies servers as described`, async (t) => {
    const host: Host = { ...lb1, facts: { ...lb1.facts, version: release.version } }
    const context = contextOf(role.vars.parse(vars), host, [host])
    using unpacked = new UnpackedHost(await ensureRoot(release, () => {}), host.facts)
    await unpacked.converge(role.resources(context))
    const asks = CASES.map(
      ([port, path, header], index) => `
echo "case ${index}"
bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}; printf "GET ${path} HTTP/1.1\\r\\nHost: www.example.com\\r\\nConnection: close\\r\\n${header === '' ? '' : `${header}\\r\\n`}\\r\\n" >&3; timeout 5 cat <&3'`,
    )
    const checks = (role.checks?.(context) ?? []).filter(({ title }) => title.includes('tls-ends'))
    const looks = checks.flatMap((check) => check.looks.map((look) => `echo "case check"\n${look.run.script}`))
    const { output } = unpacked.run(`nginx\nsleep 1\n${[...asks, ...looks].join('\n')}`)
    const answers = output.split(/^case .*$/m).slice(1)
    for (const [index, [, path, header, expected]] of CASES.entries())
      for (const pattern of expected) t.regex(answers[index] ?? '', pattern, `${path} ${header}`)
    t.regex(answers[CASES.length] ?? '', /the connection lasts|HTTP|no server/, output)
    t.is(checks.length, 2)
  })
