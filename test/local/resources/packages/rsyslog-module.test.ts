import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

// Lines from the rsyslog.conf of Debian 12, RHEL 9 and CentOS 7.
const configurations: readonly (readonly [string, string, string])[] = [
  ['a line of Debian 12', 'module(load="imudp") # UDP\ninput(type="imudp" port="514")', 'loaded'],
  ['a commented line', '#module(load="imudp")\n#input(type="imudp" port="514")', 'absent'],
  ['another module', 'module(load="imuxsock") # not imudp\nmodule(load="imudptwo")', 'absent'],
  ['several lines of RHEL 9', 'module(\n  TimeRequery="2" # often\n\tload="imudp"\n)', 'loaded'],
  ['the old language', '$ModLoad imudp\n$UDPServerRun 514', 'loaded'],
  ['the old language with a suffix', '$modload imudp.so', 'loaded'],
  ['the old language at the end, commented out', '#$ModLoad imudp', 'absent'],
  ['the old language with another module', '$ModLoad imudp2\n', 'absent'],
]

for (const shell of shells) {
  for (const [title, configuration, expected] of configurations) {
    test(`rsyslogModule() finds ${expected === 'loaded' ? 'the module in' : 'no module in'} ${title} under ${shell.join(' ')}`, (t) => {
      using host = new Scratch(shell)
      writeFileSync(host.path('rsyslog.conf'), configuration)
      t.is(host.run(sh`read_rsyslog_module imudp ${host.path()}`, '').output, `${expected}\n`)
    })
  }

  test(`rsyslogModule() loads a module only if nothing else loads it under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    const etc = host.path()
    mkdirSync(host.path('rsyslog.d'))
    writeFileSync(host.path('rsyslog.conf'), 'module(load="imtcp")\n')
    host.run(sh`add_rsyslog_module imtcp ${etc}`, '-eu')
    t.false(existsSync(host.path('rsyslog.d', '10-evenkeel-imtcp.conf')))
    // Only root can give a file to root, as put_file does.
    const adding = host.run(sh`put_file() { cp "$2" "$1"; }\nadd_rsyslog_module imudp ${etc}`, '-eu')
    t.is(adding.status, 0, adding.output)
    t.is(host.text('rsyslog.d', '10-evenkeel-imudp.conf'), '# evenkeel\nmodule(load="imudp")\n')
    t.is(host.run(sh`read_rsyslog_module imudp ${etc}`, '').output, 'loaded\n')
  })

  test(`rsyslogModule() is absent without rsyslog under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    t.is(host.run(sh`read_rsyslog_module imudp ${host.path()}`, '').output, 'absent\n')
  })
}
