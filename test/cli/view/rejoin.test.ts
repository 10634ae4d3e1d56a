import test from 'ava'
import { deletionText, rejoinExitCode, rejoinText } from '../../../cli/view/rejoin.ts'
import type { RejoinReport } from '../../../engine/databases/rejoin/report.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'

const plain = (_style: string, printed: string) => printed
const files = { playbook: 'shop.yml', inventory: 'hosts.yml' }
const saved = {
  set: '1-1-7..9',
  path: '/var/lib/evenkeel-writer/only-on-db1-20261129-200112-k3f9.sql',
  bytes: 2205,
  decoded: ['### UPDATE `shop`.`orders`', "###   @2='only here'"],
}
const joined: RejoinReport = {
  outcome: 'joined',
  host: 'db1',
  writer: 'db2',
  relation: 'differs',
  method: 'backup',
  saved,
  run: '20261129-200112-k3f9',
  phases: [],
}

test('deletionText() shows what only the host has, and the size of what is deleted', (t) => {
  const why = 'it has transactions that the writer lacks'
  t.is(
    deletionText({ host: 'db1', writer: 'db2', why, schemas: 3, data: 1.2e9, copied: 4e9, saved }, plain),
    [
      'db1 cannot join db2 as it is: it has transactions that the writer lacks.',
      `Only db1 has the transactions 1-1-7..9. They are saved there, 2.2 kB: ${saved.path}`,
      '    ### UPDATE `shop`.`orders`',
      "    ###   @2='only here'",
      '',
      'All data of db1 is deleted: 3 databases, 1.2 GB. Then 4.0 GB are copied from db2, which keeps working.',
      '',
    ].join('\n'),
  )
})

test('rejoinText() says how the host came back, and where what only it had is', (t) => {
  t.is(
    rejoinText(joined, files, plain),
    [
      '✓ db1 is the standby of db2, with a copy of the data of db2.',
      `  what only db1 had: ${saved.path} on db1`,
      '',
      'next: evenkeel verify shop.yml -i hosts.yml',
      '',
    ].join('\n'),
  )
  t.is(rejoinExitCode(joined), 0)
})

test('rejoinText() of a failure says that the host stays closed, and how to begin anew', (t) => {
  const failure = new EvenkeelError('lost', 'Lost db1 during a command to receive the copy', { host: 'db1' })
  const text = rejoinText({ ...joined, outcome: 'closed', saved: undefined, failure }, files, plain)
  t.regex(text, /✗ db1 is not back, and stays closed; db2 is as it was\./)
  t.regex(text, /next: evenkeel rejoin db1 shop\.yml -i hosts\.yml/)
  t.is(rejoinExitCode({ ...joined, outcome: 'closed' }), 4)
})
