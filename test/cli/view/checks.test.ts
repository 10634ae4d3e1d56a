import test from 'ava'
import { checksText } from '../../../cli/view/checks.ts'
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

test('checksText() counts checks that all hold', (t) => {
  t.true(checksText([held, held], plain).endsWith('\n\nAll 2 checks hold.\n'))
})

test('checksText() without a check', (t) => {
  t.is(checksText([], plain), '\nThe roles of this playbook have nothing to check.\n')
})
