import test from 'ava'
import type { FileSpec } from '../../../engine/resources/file.ts'
import role from '../../../roles/rsyslog/role.ts'
import { facts } from '../hosts.ts'
import { exampleContext } from './examples.ts'

/** The files that an example writes, by path. */
function filesOf(name: string, more: Parameters<typeof exampleContext>[1] = {}): ReadonlyMap<string, string> {
  const files = role.resources(exampleContext(name, more)).filter(({ kind }) => kind === 'file')
  return new Map(files.map((one) => [one.name, (one.spec as FileSpec).content?.text?.reveal() ?? '']))
}

const HEAD = '# Written by evenkeel. What is changed here is put back by its next apply.\n'

test("haproxy's lines get an input at 127.0.0.1 with a ruleset of its own (rules 35 and 42)", (t) => {
  t.is(
    filesOf('haproxy').get('/etc/rsyslog.d/42-evenkeel-haproxy.conf'),
    `${HEAD}template(
    name="evenkeel_haproxy"
    type="string"
    string="%timereported:::date-rfc3339% %$myhostname% %syslogtag%%msg:::sp-if-no-1st-sp%%msg:::drop-last-lf%\\n"
)
ruleset(name="evenkeel_haproxy") {
    action(
        name="evenkeel_haproxy"
        type="omfile"
        file="/var/log/haproxy.log"
        template="evenkeel_haproxy"
        fileOwner="root"
        fileGroup="adm"
        fileCreateMode="0640"
        dirCreateMode="0750"
    )
}
input(type="imudp" address="127.0.0.1" port="514" rcvbufSize="4m" ruleset="evenkeel_haproxy")
`,
  )
})

for (const [what, distribution, owner] of [
  [
    'RHEL',
    { distribution: 'rocky', families: ['rhel', 'fedora', 'rocky'] },
    'fileOwner="root"\n        fileGroup="root"\n        fileCreateMode="0600"\n        dirCreateMode="0700"',
  ],
  [
    'Ubuntu',
    { distribution: 'ubuntu', families: ['debian', 'ubuntu'] },
    'fileOwner="syslog"\n        fileGroup="adm"\n        fileCreateMode="0640"\n        dirCreateMode="0750"',
  ],
] as const) {
  test(`the log has the owner and mode that ${what} gives its logs`, (t) => {
    const files = filesOf('haproxy', { facts: facts('10.77.0.11', distribution) })
    t.true(files.get('/etc/rsyslog.d/42-evenkeel-haproxy.conf')?.includes(owner))
  })
}

test('owner, group, mode and path of the log are as written', (t) => {
  const files = filesOf('haproxy elsewhere')
  const written = files.get('/etc/rsyslog.d/42-evenkeel-haproxy.conf') ?? ''
  t.true(written.includes('file="/var/log/balancer/requests.log"'))
  t.true(written.includes('fileGroup="root"\n        fileCreateMode="0644"\n        dirCreateMode="0755"'))
  t.true(written.includes('port="5514"'))
  t.is(
    files.get('/etc/logrotate.d/evenkeel-haproxy'),
    `${HEAD}/var/log/balancer/requests.log {
    weekly
    rotate 8
    maxsize 500M
    missingok
    notifempty
    compress
    delaycompress
    sharedscripts
    postrotate
        systemctl kill -s HUP rsyslog.service >/dev/null 2>&1 || true
    endscript
}
`,
  )
})

test('the rule of the usual log replaces that of the package haproxy: logrotate refuses two', (t) => {
  t.deepEqual([...filesOf('haproxy').keys()], ['/etc/rsyslog.d/42-evenkeel-haproxy.conf', '/etc/logrotate.d/haproxy'])
})

test('a log host gets all lines over TCP, and they wait on the disk while it cannot be reached', (t) => {
  const files = filesOf('all of a balancer to a log host')
  t.is(
    files.get('/etc/rsyslog.d/40-evenkeel-forward.conf'),
    `${HEAD}template(
    name="evenkeel_forward"
    type="string"
    string="<%PRI%>%TIMESTAMP:::date-rfc3339% %$.evenkeel_host% %syslogtag:1:32%%msg:::sp-if-no-1st-sp%%msg%"
)
ruleset(name="evenkeel_forward") {
    action(
        name="evenkeel_forward_10_77_0_21"
        type="omfwd"
        target="10.77.0.21"
        port="514"
        protocol="tcp"
        TCP_Framing="octet-counted"
        keepAlive="on"
        template="evenkeel_forward"
        action.resumeRetryCount="-1"
        action.resumeInterval="2"
        action.resumeIntervalMax="15"
        queue.type="LinkedList"
        queue.size="10000"
        queue.filename="evenkeel_forward_10_77_0_21"
        queue.spoolDirectory="/var/spool/rsyslog"
        queue.maxDiskSpace="1G"
        queue.checkpointInterval="10"
        queue.timeoutShutdown="2000"
        queue.saveOnShutdown="on"
    )
}
set $.evenkeel_host = $hostname;
call evenkeel_forward
`,
  )
  const haproxy = files.get('/etc/rsyslog.d/42-evenkeel-haproxy.conf') ?? ''
  t.true(haproxy.includes('    set $.evenkeel_host = $$myhostname;\n    call evenkeel_forward\n}'))
})

test('every log host has an action and a queue of its own over RELP, and system lines are not forwarded if they are not listed', (t) => {
  const written =
    filesOf('only requests to two log hosts over RELP').get('/etc/rsyslog.d/40-evenkeel-forward.conf') ?? ''
  t.is(written.match(/type="omrelp"/g)?.length, 3)
  for (const target of ['10.77.0.21', '10.77.0.9', 'fd00::9'])
    t.true(written.includes(`target="${target}"\n        port="20514"`))
  t.true(written.includes('queue.filename="evenkeel_forward_fd00__9"'))
  t.true(written.includes('queue.maxDiskSpace="20M"'))
  t.true(written.endsWith(')\n}\n'), 'nothing of the default ruleset is forwarded')
})

test('the queues of RHEL are in a folder that its rsyslog may write to', (t) => {
  const rocky = { facts: facts('10.77.0.11', { distribution: 'rocky', families: ['rhel', 'rocky'] }) }
  const written = filesOf('all of a balancer to a log host', rocky).get('/etc/rsyslog.d/40-evenkeel-forward.conf') ?? ''
  t.true(written.includes('queue.spoolDirectory="/var/lib/rsyslog"'))
})

test('a log host writes a file for each sender, whose name cannot lead out of the folder', (t) => {
  const files = filesOf('a log host')
  const written = files.get('/etc/rsyslog.d/44-evenkeel-receive.conf') ?? ''
  t.true(written.includes('string="/var/log/hosts/%hostname:::lowercase,secpath-replace%.log"'))
  t.true(
    written.includes('if not ($fromhost-ip == ["10.77.0.11", "10.77.0.12", "10.77.0.21", "10.77.0.22"]) then stop\n'),
  )
  t.true(written.endsWith('input(type="imtcp" port="514" ruleset="evenkeel_receive")\n'))
  t.true(files.get('/etc/logrotate.d/evenkeel-hosts')?.includes('\n/var/log/hosts/*.log {\n'))
})

test('a log host for all senders drops nothing, and listens on the given port', (t) => {
  const written = filesOf('a log host over RELP for all').get('/etc/rsyslog.d/44-evenkeel-receive.conf') ?? ''
  t.false(written.includes('fromhost-ip'))
  t.true(written.includes('string="/srv/logs/%hostname'))
  t.true(written.endsWith('input(type="imrelp" port="2514" ruleset="evenkeel_receive")\n'))
})

test('lines of extra get a file of their own', (t) => {
  t.is(
    filesOf('everything, and more').get('/etc/rsyslog.d/46-evenkeel-extra.conf'),
    `${HEAD}input(type="imfile" file="/var/log/app.log" tag="app")\nif $programname == "noise" then stop\n`,
  )
})
