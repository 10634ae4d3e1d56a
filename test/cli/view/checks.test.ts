import test from 'ava'
import { checkLine, checksText } from '../../../cli/view/checks.ts'
import { plain } from './paints.ts'

const held = { title: 'exactly one director holds 10.77.0.100', holds: true, saw: 'lb1 holds it', milliseconds: 40 }
const failed = {
  title: 'web2 answers for 10.77.0.100',
  holds: false,
  saw: 'curl: (7)\nconnection refused',
  milliseconds: 9,
}

test('checksText() shows each check with what it saw', (t) => {
  t.is(
    checksText([held, failed], plain),
    `✓ exactly one director holds 10.77.0.100 — lb1 holds it
✗ web2 answers for 10.77.0.100 — curl: (7)
    connection refused

1 of 2 checks does not hold.
`,
  )
})

test('checksText() shows what to change below a check that does not hold', (t) => {
  const printed = checksText([{ ...failed, saw: 'HTTP 502', advice: 'see the error log' }], plain)
  t.true(printed.startsWith('✗ web2 answers for 10.77.0.100 — HTTP 502\n    see the error log\n'))
})

test('checkLine() marks a check that failed before the run in the same way', (t) => {
  t.is(
    checkLine({ ...failed, saw: 'HTTP 502', wasSoBefore: true }, plain),
    '○ was so before: web2 answers for 10.77.0.100 — HTTP 502',
  )
})

test('checksText() shows what is left to do instead of the advice', (t) => {
  const check = { ...failed, saw: 'db2 has no data', advice: 'see the channel', leftToDo: 'evenkeel rejoin db2' }
  const printed = checksText([check], plain)
  t.true(printed.startsWith(`○ left to do: ${failed.title} — db2 has no data\n    evenkeel rejoin db2\n`), printed)
  t.true(printed.endsWith('1 of 1 checks does not hold.\n'))
})

test('checksText() counts checks that all hold', (t) => {
  t.true(checksText([held, held], plain).endsWith('\n\nAll 2 checks hold.\n'))
})

test('checksText() without a check', (t) => {
  t.is(checksText([], plain), '\nThe roles of this playbook have nothing to check.\n')
})
