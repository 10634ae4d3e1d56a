import test from 'ava'
import { switchoverExitCode, switchoverText } from '../../../cli/view/switchover.ts'
import type { SwitchoverReport } from '../../../engine/databases/switchover/report.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'

const files = { playbook: 'shop.yml', inventory: 'hosts.yml' }
const plain = (_style: string, printed: string) => printed
const text = (report: SwitchoverReport) => switchoverText(report, files, plain)
const base = { from: 'db1', to: 'db2', phases: [] }
const failure = new EvenkeelError('step', 'db1 could not close: connection 41 of shop: UPDATE orders', { host: 'db1' })

test('switchoverText() says who takes writes, the pause, and the way back', (t) => {
  const client = { host: 'client1', milliseconds: 1234, unanswered: 7 }
  const report: SwitchoverReport = { ...base, outcome: 'moved', pause: { servers: 612.4, client } }
  t.is(
    text(report),
    [
      '✓ db2 takes writes now, with all that db1 had acknowledged.',
      '  pause: 612 ms from the closing of one server to the opening of the other, by the clock here',
      '  from client1: 1.2 s between two HTTP answers of an open server through the VIP, 7 without one; guards renew their answers about every 0.4 s',
      '',
      'next: evenkeel verify shop.yml -i hosts.yml; the way back: evenkeel switchover shop.yml -i hosts.yml --to db1',
      '',
    ].join('\n'),
  )
  t.is(switchoverExitCode(report), 0)
})

test('switchoverText() says why no pause was measured from a client', (t) => {
  const without: SwitchoverReport = { ...base, outcome: 'moved', pause: { servers: 1 } }
  t.regex(text(without), /no host of the group clients/)
  const cannot = { host: 'client1', cannot: 'it has neither curl nor wget' }
  t.regex(
    text({ ...without, pause: { servers: 1, client: cannot } }),
    /from client1 it could not be measured: it has neither curl nor wget/,
  )
})

test('switchoverText() of a failure shows it first, and what to run by hand if the state is unknown', (t) => {
  const back: SwitchoverReport = { ...base, outcome: 'back', failure }
  t.regex(text(back), /^✗ db1 could not close.*\n\n↩ The writer was not moved: db1 takes writes again\.\n/)
  t.is(switchoverExitCode(back), 3)
  const byHand = [{ host: 'db1', command: '/usr/local/lib/evenkeel/writer/writer unyield' }]
  const unknown: SwitchoverReport = { ...base, outcome: 'unknown', failure, byHand }
  t.regex(text(unknown), /on db1: \/usr\/local\/lib\/evenkeel\/writer\/writer unyield/)
  t.is(switchoverExitCode(unknown), 4)
})

test('switchoverExitCode() of a moved writer with a failure after it is 4', (t) => {
  t.is(switchoverExitCode({ ...base, outcome: 'moved', failure }), 4)
  t.is(switchoverExitCode({ ...base, outcome: 'nothing' }), 0)
  t.is(switchoverExitCode({ ...base, outcome: 'possible', behind: 3 }), 0)
  t.regex(text({ ...base, outcome: 'possible', behind: 1 }), /db1 can hand over to db2, which lacks 1 transaction\./)
})
