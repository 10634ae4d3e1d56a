import test from 'ava'
import { rsyslogModule } from '../../engine/resources/rsyslog-module.ts'

test('rsyslogModule() is undone by removing its own drop-in', (t) => {
  const described = rsyslogModule({ name: 'imudp' })
  t.deepEqual(described.parse('loaded\n'), { state: { loaded: true } })
  t.deepEqual(described.parse('absent\n'), { state: null })
  t.is(described.converge({ loaded: true }, null).join(), "remove_file /etc/rsyslog.d/10-evenkeel-imudp.conf never ''")
})
