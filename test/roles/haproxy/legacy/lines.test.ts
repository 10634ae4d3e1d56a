import test from 'ava'
import { adviceOnLine, adviceOnLines, discouraged } from '../../../../roles/haproxy/legacy/lines.ts'

// `haproxy -c` of 2.6 or 3.0 refuses these lines or warns about them.
for (const [line, advice] of [
  ['    contimeout 5000', /"contimeout" is gone since HAProxy 2\.1: write "timeout connect 5s"/],
  ['clitimeout 50000', /write "timeout client 30s"/],
  ['srvtimeout\t50000', /write "timeout server 30s"/],
  ['timeout contimeout 5s', /write "timeout connect 5s"/],
  ['nbproc 4', /"nbthread 4"/],
  ['mode health', /http-request return status 200/],
  ['mode forwardfor', /write "option forwardfor"/],
  ['option forceclose', /write "option http-server-close"/],
  ['forceclose # old', /gone/],
  ['redispatch', /write "option redispatch"/],
  ['httplog', /write "option httplog"/],
  ['reqadd X-Forwarded-Proto:\\ https', /write "http-request add-header"/],
  ['rspidel ^Server:.*', /write "http-response del-header"/],
  ['reqirep ^([^\\ ]*)\\ /a/(.*) \\1\\ /\\2', /http-request replace-path/],
  ['block if bad', /write "http-request deny"/],
  ['appsession JSESSIONID len 52 timeout 3h', /stick-table/],
  ['stats bind-process 1', /leave it out/],
  ['option httpchk HEAD / HTTP/1.1\\r\\nHost:\\ www.example.com', /http-check send/],
  ['listen web 0.0.0.0:80', /write "bind 0\.0\.0\.0:80" in a line of its own/],
  ['bind *:80 process 1', /"process" of "bind" is gone since HAProxy 2\.7/],
  ['stats socket /run/haproxy.sock mode 660 process 1', /"process" of "stats" is gone/],
  ['timeout appsession 1h', /stick-table/],
  ['nosepoll', /leave it out/],
  ['persist', /write "option persist"/],
] as const) {
  test(`adviceOnLine() names the replacement of "${line.trim()}"`, (t) => {
    t.regex(adviceOnLine(line) ?? '', advice)
  })
}

for (const line of [
  '',
  '# contimeout 5000',
  'timeout connect 5s',
  'option redispatch',
  'no option httpclose',
  'option http-server-close',
  'option httpchk GET /health',
  'option httpchk HEAD / HTTP/1.0',
  'listen web',
  'mode tcp',
  'persist rdp-cookie',
  'bind *:80 thread 1',
  'bind /run/process ssl crt /etc/haproxy/process',
  'acl httplog path /x',
  'stats auth a:b',
]) {
  test(`adviceOnLine() accepts "${line}"`, (t) => t.is(adviceOnLine(line), undefined))
}

test('adviceOnLines() returns the number of each line', (t) => {
  const [first = '', second = '', ...others] = adviceOnLines('global\n    daemon\n    nbproc 2\nquiet\ncontimeout 5\n')
  t.regex(first, /^line 3: "nbproc" is gone/)
  t.regex(second, /^line 5: "contimeout" is gone/)
  t.deepEqual(others, [])
})

for (const [line, rule, message] of [
  ['option httpclose', 30, /write "option http-server-close"/],
  ['dispatch 10.0.0.1:80', 29, /write a "server"/],
  ['transparent', 29, /write "option transparent"/],
] as const)
  test(`discouraged() warns of "${line}", which 2.6 and 3.0 accept`, (t) => {
    t.is(adviceOnLine(line), undefined)
    const found = discouraged(line.split(' '))
    t.is(found?.rule, rule)
    t.regex(found?.message ?? '', message)
  })

test('discouraged() finds nothing in other options', (t) => {
  t.is(discouraged(['option', 'http-server-close']), undefined)
})
