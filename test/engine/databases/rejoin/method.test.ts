import test from 'ava'
import { methodFor, refuseImpossibleCopy } from '../../../../engine/databases/rejoin/method.ts'
import { bytesText, readSizes } from '../../../../engine/databases/rejoin/sizes.ts'
import type { EvenkeelError } from '../../../../engine/errors/error.ts'

const printed = (free: number, programs: readonly string[]) =>
  ['schemas=3', 'data=524288', 'folder=/var/lib/mysql/', 'used=2000000000', `free=${free}`]
    .concat(programs.map((program) => `has_${program}=yes`))
    .join('\n')
const ALL = ['mariadb-backup', 'mbstream', 'socat', 'openssl']
const side = (host: string, free = 9e9, programs = ALL) => ({ host, sizes: readSizes(printed(free, programs)) })

test('methodFor() takes the method of the engine, and no other', (t) => {
  t.is(methodFor('mysql', undefined), 'clone')
  t.is(methodFor('mariadb', 'backup'), 'backup')
  t.is(t.throws<EvenkeelError>(() => methodFor('mariadb', 'clone'))?.code, 'usage')
})

test('refuseImpossibleCopy() names the packages that a side lacks', (t) => {
  t.notThrows(() => refuseImpossibleCopy('backup', side('db1'), side('db2')))
  t.notThrows(() => refuseImpossibleCopy('clone', side('db1', 9e9, []), side('db2', 9e9, [])))
  const error = t.throws<EvenkeelError>(() =>
    refuseImpossibleCopy('backup', side('db1'), side('db2', 9e9, ['openssl'])),
  )
  t.is(error?.message, 'Cannot copy to db1: db2 lacks mariadb-backup, mbstream, socat')
  t.regex(error?.hint ?? '', /apt-get install mariadb-backup socat/)
})

test('refuseImpossibleCopy() counts what the target frees', (t) => {
  const full = { host: 'db1', sizes: { ...side('db1', 100).sizes, used: 1e9 } }
  const error = t.throws<EvenkeelError>(() => refuseImpossibleCopy('backup', full, side('db2')))
  t.is(error?.message, 'Cannot copy to db1: db2 has 2.0 GB in /var/lib/mysql/, and the disk there has room for 1.0 GB')
  t.notThrows(() => refuseImpossibleCopy('backup', side('db1', 0), side('db2')))
})

test('bytesText() rounds to three digits or so', (t) => {
  t.deepEqual([0, 999, 4_000_000, 1.25e12].map(bytesText), ['0 B', '999 B', '4.0 MB', '1.3 TB'])
})
