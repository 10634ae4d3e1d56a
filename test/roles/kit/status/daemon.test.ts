import test from 'ava'
import { readDaemon } from '../../../../roles/kit/status/daemon.ts'
import { lookResult, unasked } from '../../fixture.ts'

/** Of a container with Debian 12. */
const PROCESSES = `      1 R sed
      1 S dbus-daemon
      2 S haproxy
      2 T keepalived
      1 Z nginx
      1 S systemd-journal
`

test('readDaemon() tells a program that runs from one that is stopped, or gone', (t) => {
  const state = (program: string) => {
    const { items, problems = [] } = readDaemon(program, lookResult('lb1', PROCESSES))
    return [
      ...items.flatMap((item) => (item.kind === 'daemon' ? [item.state] : [])),
      ...problems.map(({ text }) => text),
    ]
  }
  t.deepEqual(state('haproxy'), ['runs'])
  t.deepEqual(state('keepalived'), ['hung', 'keepalived is stopped by a signal, and does nothing'])
  t.deepEqual(state('nginx'), ['gone', 'nginx does not run'])
  t.deepEqual(readDaemon('nginx', unasked('lb1')), { items: [] })
})
