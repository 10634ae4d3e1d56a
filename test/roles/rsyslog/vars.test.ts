import test from 'ava'
import { rsyslogVars } from '../../../roles/rsyslog/vars/vars.ts'

for (const [what, vars, path, message] of [
  ['modules for nothing', { haproxy: {}, modules: ['imfile'] }, 'modules', /extra/],
  ['nothing', {}, '', /one of haproxy, forward, receive or extra is needed/],
  ['a relative file', { haproxy: { file: 'haproxy.log' } }, 'haproxy.file', /absolute path/],
  ['a file with a quote', { haproxy: { file: '/var/log/a"b' } }, 'haproxy.file', /absolute path/],
  ['a folder of templates', { receive: { directory: '/var/log/%hostname%' } }, 'receive.directory', /absolute path/],
  ['a way up', { receive: { directory: '/var/log/../x' } }, 'receive.directory', /absolute path/],
  ['UDP to a log host', { forward: { to: 'web1', protocol: 'udp' } }, 'forward.protocol', /tcp/],
  [
    'forwarding of requests that are not received',
    { forward: { to: 'web1', logs: ['haproxy'] } },
    'forward.logs',
    /haproxy: \{\}/,
  ],
  ['a size without a unit', { forward: { to: 'web1', queue: { disk: '1000' } } }, 'forward.queue.disk', /k, M or G/],
  ['a mode without quotes', { haproxy: { mode: 640 } }, 'haproxy.mode', /string/],
] as const) {
  test(`rsyslogVars refuses ${what}`, (t) => {
    const issues = rsyslogVars.safeParse(vars).error?.issues ?? []
    t.true(
      issues.some((issue) => issue.path.join('.') === path && message.test(issue.message)),
      JSON.stringify(issues),
    )
  })
}

for (const [line, current] of [
  ['$ModLoad imudp', /module\(load=/],
  ['$UDPServerRun 514', /input\(type="imudp"/],
  ['$InputTCPServerRun 514', /input\(type="imtcp"/],
  ['$template RemoteHost,"/var/log/%HOSTNAME%.log"', /template\(name=/],
  ['$ActionQueueType LinkedList', /queue\./],
  ['$WorkDirectory /var/spool/rsyslog', /global\(workDirectory/],
  ['$SomethingElse on', /RainerScript/],
  ['*.* @@10.0.0.9:514', /action\(type="omfwd"/],
  ['local2.* @loghost', /action\(type="omfwd"/],
  ['& ~', /write stop$/],
  ['local2.* ~', /then stop/],
  ['  $ModLoad imfile', /module\(load=/],
  ['module(load="imudp")', /modules: \[imudp\]/],
] as const) {
  test(`rsyslogVars reports the current form of ${line.trim()}`, (t) => {
    const [issue] = rsyslogVars.safeParse({ extra: `# fine\n${line}\n` }).error?.issues ?? []
    t.is(issue?.path.join('.'), 'extra')
    t.regex(issue?.message ?? '', current)
  })
}

for (const line of [
  'local2.* /var/log/local2.log',
  'if $programname == "x" then stop',
  'set $.y = $msg;',
  '# $ModLoad imudp',
  'mail.*  -/var/log/mail.log',
]) {
  test(`rsyslogVars accepts ${line}`, (t) => t.true(rsyslogVars.safeParse({ extra: line }).success))
}
